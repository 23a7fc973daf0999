using System.Net;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Gateway.Limits;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>A host in this process with a fake provider, and a key <c>app</c> of team <c>research</c> of customer <c>acme</c>.</summary>
internal sealed class BudgetedHost : IAsyncDisposable
{
    private readonly FakeProvider _provider;
    private readonly HttpClient _client;

    private BudgetedHost(FakeProvider provider, InProcessBifrost host, string key)
    {
        _provider = provider;
        Host = host;
        _client = host.CreateClient(key);
    }

    public System.Net.Http.Headers.AuthenticationHeaderValue? Authorization => _client.DefaultRequestHeaders.Authorization;

    public InProcessBifrost Host { get; }

    public FakeProvider Provider => _provider;

    public static async Task<BudgetedHost> StartAsync(LimitsSpec? customer, LimitsSpec? team, LimitsSpec? key, PriceSpec price, IReadOnlyDictionary<string, string>? environment = null)
    {
        var provider = await FakeProvider.StartAsync();
        var host = await InProcessBifrost.StartAsync(environment: environment);
        await host.AddProviderAsync("fake", provider.BaseUrl, "upstream-key");
        var services = host.Services;
        Ok(await services.GetRequiredService<PriceCommands>().AddAsync(Actor.CommandLine, price));
        var tenancy = services.GetRequiredService<TenancyCommands>();
        Ok(await tenancy.CreateCustomerAsync(Actor.CommandLine, new CustomerSpec("acme", Limits: customer)));
        Ok(await tenancy.CreateTeamAsync(Actor.CommandLine, new TeamSpec("research", "acme", Limits: team)));
        var issued = Ok(await services.GetRequiredService<VirtualKeyCommands>().CreateAsync(Actor.CommandLine, new VirtualKeySpec("app", "research", Models: ["*"], Limits: key)));
        return new BudgetedHost(provider, host, issued.Secret);
    }

    /// <summary>The environment of a host that decides alone, or leases from a PostgreSQL.</summary>
    public static IReadOnlyDictionary<string, string>? On(TestDatabase database, DatabaseKind kind) => kind == DatabaseKind.Sqlite ? null
        : new Dictionary<string, string> { ["BIFROST_DATABASE"] = database.ConnectionString, ["BIFROST_MASTER_KEY"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('k', 32))) };

    /// <summary>Every call costs this, whatever its tokens.</summary>
    public static PriceSpec APrice(decimal dollarsACall) => new() { Model = "fake/*", InputPerMtok = 0, OutputPerMtok = 0, RequestsPerThousand = dollarsACall * 1_000 };

    /// <summary>Only output costs: this much for each token.</summary>
    public static PriceSpec APriceForOutput(decimal dollarsAToken) => new() { Model = "fake/*", InputPerMtok = 0, OutputPerMtok = dollarsAToken * 1_000_000 };

    public static LimitsSpec Budget(decimal dollars, string period = "1M", bool rolling = false, BudgetMode mode = BudgetMode.Hard, bool outputCap = true) =>
        new() { Budgets = [new BudgetSpec(dollars, period, Rolling: rolling, Mode: mode, OutputCap: outputCap)] };

    public async Task<(HttpStatusCode Status, string Body, HttpResponseMessage Response)> ChatAsync(string more = "", string? model = null, string headers = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent($$"""{"model":"{{model ?? "fake/gpt-4o"}}","messages":[{"role":"user","content":"Hello there"}]{{more}}}""", Encoding.UTF8, "application/json"),
        };
        foreach (var header in headers.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            request.Headers.Add(header.Split(':')[0], header.Split(':')[1]);
        }

        var response = await _client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }

    /// <summary>Has the model show by streams of another key, which no budget caps, that it bills nothing unseen.</summary>
    public async Task ShowAllOutputAsync(string model = "fake/gpt-4o")
    {
        using var other = Host.CreateClient(await Host.AddKeyAsync("shown-" + Guid.NewGuid().ToString("N"), "*"));
        for (var i = 0; i < StreamProof.Least; i++)
        {
            using var content = new StringContent($$"""{"model":"{{model}}","stream":true,"messages":[{"role":"user","content":"Hello there"}]}""", Encoding.UTF8, "application/json");
            using var response = await other.PostAsync("/v1/chat/completions", content);
            Assert.Contains("[DONE]", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    /// <summary>Once nothing is held: the records of calls that budgets were charged for, and nano-dollars posted over all budgets.</summary>
    public async Task<(IReadOnlyList<UsageRecord> Records, long Posted)> SettledAsync()
    {
        await Polling.UntilAsync(() => ReservedNanos == 0, () => "a hold is left");
        var posted = (await AssertCountersEqualRecordsAsync()).Values.Sum();
        return (await ReadAsync(db => db.UsageRecords.AsNoTracking().Where(x => x.Charges != null).OrderBy(x => x.Id).ToListAsync()), posted);
    }

    public async Task<T> ReadAsync<T>(Func<BifrostDbContext, Task<T>> read)
    {
        await using var db = await Host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync();
        return await read(db);
    }

    /// <summary>After everything under way is written: each budget's slots equal the sum of the records charged to them, to the nano-dollar.</summary>
    public async Task<IReadOnlyDictionary<int, long>> AssertCountersEqualRecordsAsync()
    {
        Assert.True(await Host.Services.GetRequiredService<UsageWriter>().FlushAsync());
        var records = await ReadAsync(db => db.UsageRecords.AsNoTracking().Where(x => x.Charges != null).ToListAsync());
        var spend = await ReadAsync(db => db.BudgetSpend.AsNoTracking().ToListAsync());
        var expected = records.SelectMany(r => ChargeText.Parse(r.Charges).Select(c => (Charge: c, r.ChargedNanos)))
            .GroupBy(x => x.Charge).ToDictionary(x => x.Key, x => x.Sum(r => r.ChargedNanos));
        var actual = spend.ToDictionary(x => new Charge(x.BudgetNumber, x.Slot, x.Account), x => x.PostedNanos);
        Assert.Equal(expected.OrderBy(x => x.Key.Budget).ThenBy(x => x.Key.Slot), actual.OrderBy(x => x.Key.Budget).ThenBy(x => x.Key.Slot));
        return spend.GroupBy(x => x.BudgetNumber).ToDictionary(x => x.Key, x => x.Sum(s => s.PostedNanos));
    }

    /// <summary>After everything under way is written: no call counts as a failure of the provider.</summary>
    public async Task AssertProviderIsHealthyAsync()
    {
        Assert.True(await Host.Services.GetRequiredService<UsageWriter>().FlushAsync());
        var health = await Host.Services.GetRequiredService<UsageSeries>().HealthAsync(TimeProvider.System.GetUtcNow().UtcDateTime);
        Assert.Equal((true, 0), (health["fake"].Requests > 0, health["fake"].Errors));
    }

    /// <summary>What is held now, over all budgets.</summary>
    public long ReservedNanos => Host.Services.GetRequiredService<SpendLedger>().With(accounts => accounts.Sum(x => x.Reserved));

    public static string CodeOf(string body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("error").GetProperty("code").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Host.DisposeAsync();
        await _provider.DisposeAsync();
    }

    internal static T Ok<T>(Result<T> result) => result.IsOk ? result.Value : throw new InvalidOperationException(result.Summary);
}
