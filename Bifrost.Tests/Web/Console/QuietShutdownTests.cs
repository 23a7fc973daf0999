using System.Collections.Concurrent;
using System.Diagnostics;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>A host that ends while pages are open ends without alarm: whoever reads its log must be able to trust an error.</summary>
[Collection(PageTests.Name)]
public sealed class QuietShutdownTests
{
    /// <summary>More than one round of the session's revalidation.</summary>
    private static readonly TimeSpan TwoLooks = TimeSpan.FromSeconds(7);

    [Fact]
    public async Task Open_pages_leave_no_error_in_the_log_of_a_host_that_ends()
    {
        using var log = new Errors();
        await using var browser = await Browser.LaunchAsync();
        var bifrost = await InProcessBifrost.StartAsync(environment: new Dictionary<string, string> { ["BIFROST_SETUP_TOKEN"] = ConsoleSite.SetupToken });
        await using (bifrost)
        {
            bifrost.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
            await using var first = await browser.OpenPageAsync(baseUrl: bifrost.BaseAddress);
            await ConsoleSite.ClaimAsync(first.Page);
            foreach (var (url, heading) in new[] { ("/", "Overview"), ("/requests", "Requests"), ("/limits", "Limits"), ("/customers-and-teams", "Customers and teams"), ("/alerts", "Alerts") })
            {
                var visitor = await browser.OpenPageAsync(baseUrl: bifrost.BaseAddress);
                await ConsoleSite.SignInAsync(visitor.Page, returnUrl: url);
                await Expect(visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = heading, Level = 1 })).ToBeVisibleAsync();
            }
        }

        var since = Stopwatch.GetTimestamp();
        await Polling.UntilAsync(() => Stopwatch.GetElapsedTime(since) > TwoLooks, () => "");
        Assert.Empty(log.Said);
    }

    private sealed class Errors : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Said { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Said.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
