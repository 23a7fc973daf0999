using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Persistence;
using Bifrost.Gateway.Runtime;
using Bifrost.Tests.Testing;
using Bifrost.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Web.AdminApi;

/// <summary>The application's own host on loopback within this process, with an admin's and an auditor's token.</summary>
public sealed class AdminApiHost : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private WebApplication? app;

    public Uri Address { get; private set; } = null!;

    public string Admin { get; private set; } = "";

    public string Auditor { get; private set; } = "";

    public IServiceProvider Services => app!.Services;

    internal string? Database { get; init; }

    /// <summary>Every endpoint below <c>/api</c> and <c>/openapi</c>, the catch-all included.</summary>
    internal IReadOnlyList<RouteEndpoint> Endpoints => [.. app!.Services.GetServices<EndpointDataSource>().SelectMany(x => x.Endpoints)
        .Concat(((IEndpointRouteBuilder)app).DataSources.SelectMany(x => x.Endpoints)).OfType<RouteEndpoint>().Distinct()
        .Where(x => x.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal) || x.RoutePattern.RawText.StartsWith("/openapi", StringComparison.Ordinal))];

    public async ValueTask InitializeAsync()
    {
        var port = TestPaths.FreePort();
        Address = new Uri($"http://127.0.0.1:{port}");
        var flags = new Dictionary<string, string> { ["--urls"] = Address.ToString(), ["--data"] = folder.Path };
        if (Database is not null) flags["--database"] = Database;
        var reader = new SettingsReader(flags, name => name == "BIFROST_MASTER_KEY" ? Convert.ToBase64String(MasterKey.Generate()) : null);
        var settings = reader.Read() ?? throw new InvalidOperationException(string.Join(" ", reader.Errors));
        app = BifrostHost.Build(settings, MasterKeyFile.Load(settings, out _));
        await app.Services.GetRequiredService<StartUp>().RunAsync(app, TestContext.Current.CancellationToken);
        var tokens = app.Services.GetRequiredService<TokenCommands>();
        Admin = (await tokens.CreateAsync(Actor.CommandLine, "the admin", Role.Admin)).Value.Secret;
        Auditor = (await tokens.CreateAsync(Actor.CommandLine, "the auditor", Role.Auditor)).Value.Secret;
        await app.Services.GetRequiredService<SnapshotLoop>().CatchUpAsync(CancellationToken.None);
    }

    /// <summary>The governance as a verb of the command line has it: another process's services on the same data folder.</summary>
    public ServiceProvider ServicesBeside()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddBifrostDomain(Services.GetRequiredService<BifrostSettings>(), Services.GetRequiredService<MasterKey>(), NodeFile.Beside(folder.Path));
        return services.BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Sends one request; <paramref name="body"/> is JSON text.</summary>
    public async Task<ApiReply> SendAsync(string method, string path, string? body = null, string? token = null, string? ifMatch = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        // What is refused by its length is not sent at all: the host may have closed the connection before all of it went out.
        request.Headers.ExpectContinue = body?.Length > 1 << 20;
        using var response = await client.SendAsync(request);
        return new ApiReply(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.ETag?.ToString(),
            response.Headers.CacheControl?.ToString(),
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.TryGetValues("x-request-id", out var ids) ? ids.Single() : null);
    }

    public Task<ApiReply> AsAdminAsync(string method, string path, string? body = null, string? ifMatch = null) => SendAsync(method, path, body, Admin, ifMatch);

    /// <summary>Makes a row and returns it.</summary>
    public async Task<JsonElement> MakeAsync(string path, string body)
    {
        var reply = await AsAdminAsync("POST", path, body);
        Assert.True(reply.Status == 201, $"{path}: {reply.Status} {reply.Text}");
        return reply.Json;
    }

    internal async Task<long> LastSequenceAsync() => await ReadAsync(db => db.AuditEvents.MaxAsync(x => (long?)x.Sequence)) ?? 0;

    internal Task<List<AuditEvent>> EventsSinceAsync(long sequence) => ReadAsync(db => db.AuditEvents.Where(x => x.Sequence > sequence).ToListAsync());

    internal async Task<T> ReadAsync<T>(Func<BifrostDbContext, Task<T>> read)
    {
        await using var db = await Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync();
        return await read(db);
    }
}
