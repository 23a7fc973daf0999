using System.Diagnostics;
using Bifrost.Domain.Persistence;
using Bifrost.Tests.Testing;
using Bifrost.Web.Console.VirtualKeys;
using Bifrost.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Web.Console;

/// <summary>Search, order and pages of the list of keys, in the database.</summary>
public sealed class VirtualKeyListTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(VirtualKeySort.Newest)]
    [InlineData(VirtualKeySort.Name)]
    [InlineData(VirtualKeySort.LastUsed)]
    public async Task Pages_show_each_key_once_in_the_order_of_one_long_list(VirtualKeySort sort)
    {
        await using var seeded = await SeededAsync(400);
        var list = ListOf(seeded.Services);
        var seen = new List<VirtualKeyRow>();
        Guid? after = null;
        do
        {
            var page = await list.PageAsync(new VirtualKeyFilter(null, null, null, null, sort), after, cancellationToken: Token);
            seen.AddRange(page.Rows);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(400 - (400 / 11), seen.Count);
        Assert.Equal(seen.Count, seen.Select(r => r.Id).Distinct().Count());
        var expected = sort switch
        {
            VirtualKeySort.Name => seen.OrderBy(r => r.Name, StringComparer.Ordinal),
            VirtualKeySort.LastUsed => seen.OrderBy(r => r.LastUsedAt is null).ThenByDescending(r => r.LastUsedAt).ThenByDescending(r => r.Id),
            _ => seen.OrderByDescending(r => r.Id),
        };
        Assert.Equal(expected.Select(r => r.Name), seen.Select(r => r.Name));
    }

    [Fact]
    public async Task Search_and_filters_narrow_in_any_case()
    {
        await using var seeded = await SeededAsync(40);
        var list = ListOf(seeded.Services);
        var all = await list.PageAsync(new VirtualKeyFilter(null, null, null, null, VirtualKeySort.Name), null, cancellationToken: Token);

        Assert.Contains((await FindAsync("SUPPORT")).Rows, r => r.Name == "support-bot");
        Assert.Contains((await FindAsync("••••" + all.Rows[0].LastFour)).Rows, r => r.Id == all.Rows[0].Id);
        Assert.Empty((await FindAsync("%")).Rows);
        Assert.All((await list.PageAsync(new VirtualKeyFilter(null, VirtualKeyState.Revoked, null, null, VirtualKeySort.Name), null, cancellationToken: Token)).Rows, r => Assert.NotNull(r.RevokedAt));
        Assert.All((await list.PageAsync(new VirtualKeyFilter(null, null, null, "Acme", VirtualKeySort.Name), null, cancellationToken: Token)).Rows, r => Assert.StartsWith("Acme", r.Team, StringComparison.Ordinal));

        Task<VirtualKeyPage> FindAsync(string text) => list.PageAsync(new VirtualKeyFilter(text, null, null, null, VirtualKeySort.Name), null, cancellationToken: Token);
    }

    /// <summary>Run by hand: seeds 100,000 keys and prints what each page costs.</summary>
    [Fact(Explicit = true)]
    public async Task A_hundred_thousand_keys_stay_fast()
    {
        await using var seeded = await SeededAsync(100_000);
        var list = ListOf(seeded.Services);
        (string Name, VirtualKeyFilter Filter)[] asks =
        [
            ("newest", new(null, null, null, null, VirtualKeySort.Newest)),
            ("by name", new(null, null, null, null, VirtualKeySort.Name)),
            ("last used", new(null, null, null, null, VirtualKeySort.LastUsed)),
            ("search", new("review-099", null, null, null, VirtualKeySort.Newest)),
            ("search, nothing found", new("no such key", null, null, null, VirtualKeySort.Newest)),
            ("of a customer", new(null, VirtualKeyState.Active, null, "Acme", VirtualKeySort.Newest)),
        ];
        foreach (var (name, filter) in asks)
        {
            var first = await list.PageAsync(filter, null, cancellationToken: Token);
            var times = new List<double>();
            for (var i = 0; i < 5; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await list.PageAsync(filter, first.Next, cancellationToken: Token);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            times.Sort();
            TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {times[2]:0} ms of {first.Total:N0} keys");
            Assert.True(times[2] < 1_000, $"{name}: {times[2]:0} ms");
        }
    }

    private static VirtualKeyList ListOf(IServiceProvider services) =>
        new(services.GetRequiredService<IDbContextFactory<BifrostDbContext>>(), TimeProvider.System);

    private static async Task<Seeded> SeededAsync(int keys)
    {
        var provider = await FakeProvider.StartAsync();
        var folder = new TempFolder();
        await GovernanceSeed.FillAsync(folder.Combine("data"), provider, keys);
        return new Seeded(GovernanceSeed.Services(folder.Combine("data")), folder, provider);
    }

    private sealed record Seeded(ServiceProvider Services, TempFolder Folder, FakeProvider Provider) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Services.DisposeAsync();
            await Provider.DisposeAsync();
            Folder.Dispose();
        }
    }
}
