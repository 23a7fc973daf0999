using Bifrost.Domain.Alerts;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Forwarding;
using Bifrost.Tests.Domain.Usage;
using Bifrost.Tests.Testing;
using Bifrost.Web.Alerts;
using Bifrost.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Bifrost.Tests.Domain.Alerts;

/// <summary>One database and any number of nodes on it, none of which looks or sends unless the test says so.</summary>
internal sealed class AlertedDatabase : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly byte[] _masterKey = MasterKey.Generate();
    private readonly List<(ServiceProvider Services, TempFolder? Folder)> _nodes = [];

    private AlertedDatabase(TestDatabase database) => _database = database;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2027, 3, 10, 10, 0, 0, TimeSpan.Zero));

    public DateTime Now => Time.GetUtcNow().UtcDateTime;

    public static async Task<AlertedDatabase> CreateAsync(DatabaseKind kind)
    {
        var alerted = new AlertedDatabase(await TestDatabase.MigratedAsync(kind));
        alerted.AddNode();
        await alerted.Get<Database>().PrepareAsync();
        return alerted;
    }

    /// <summary>The first node's.</summary>
    public T Get<T>()
        where T : notnull => _nodes[0].Services.GetRequiredService<T>();

    /// <summary>Another node, or the same one started again.</summary>
    public ServiceProvider AddNode()
    {
        var folder = _database.Kind == DatabaseKind.Postgres ? new TempFolder() : null;
        var flags = new Dictionary<string, string> { ["--data"] = folder?.Path ?? _database.Folder };
        if (folder is not null)
        {
            flags["--database"] = _database.ConnectionString;
        }

        var reader = new SettingsReader(flags, name => name == "BIFROST_MASTER_KEY" ? Convert.ToBase64String(_masterKey) : null);
        var settings = reader.Read() ?? throw new InvalidOperationException(string.Join(" ", reader.Errors));
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        services.AddBifrostDomain(settings, new MasterKey(_masterKey));
        services.AddSingleton<UpstreamConnections>();
        services.AddAlerts();
        var built = services.BuildServiceProvider();
        _nodes.Add((built, folder));
        return built;
    }

    /// <summary>A team with one budget.</summary>
    public async Task<Budget> AddBudgetAsync(BudgetSpec spec, string team = "research")
    {
        var made = await Get<TenancyCommands>().CreateTeamAsync(Actor.CommandLine, new TeamSpec(team, Limits: new LimitsSpec { Budgets = [spec] }));
        Assert.True(made.IsOk, made.IsOk ? "" : made.Summary);
        return await ReadAsync(db => db.Budgets.SingleAsync(x => x.OwnerId == made.Value.Id));
    }

    /// <summary>A call that costs so much ends now and is written, as the usage writer writes it.</summary>
    public async Task PostAsync(Budget budget, decimal dollars, params string[] accounts)
    {
        var slot = BudgetSnapshot.Of(budget).Period.SlotAt(Now).Start;
        var queue = Get<UsageQueue>();
        foreach (var account in accounts.DefaultIfEmpty(""))
        {
            queue.Add(new UsageDatabase.Plain
            {
                Record = SampleUsage.At(Now, r =>
                {
                    r.Charges = ChargeText.Of(budget.Number, slot, account);
                    r.CostNanos = Usd.FromDollars(dollars).Nanos;
                }),
            });
        }

        Assert.True(await Get<UsageWriter>().FlushAsync());
    }

    /// <summary>The first node looks.</summary>
    public Task<int> LookAsync() => Get<BudgetWatcher>().LookAsync();

    /// <summary>The thresholds told so far, in their order.</summary>
    public async Task<List<string>> ToldAsync() =>
        [.. (await AlertsAsync()).Where(x => x.Kind == AlertKind.BudgetThresholdReached).Select(x => x.Title[..x.Title.IndexOf(' ', StringComparison.Ordinal)])];

    public async Task<List<Alert>> AlertsAsync() => await ReadAsync(db => db.Alerts.AsNoTracking().OrderBy(x => x.At).ThenBy(x => x.Severity).ToListAsync());

    public async Task<IssuedWebhook> AddWebhookAsync(string name, Uri url, bool allowPrivate = true, params string[] kinds)
    {
        var made = await Get<WebhookCommands>().CreateAsync(Actor.CommandLine, new WebhookSpec(name, url.ToString(), kinds, allowPrivate));
        return made.IsOk ? made.Value : throw new InvalidOperationException(made.Summary);
    }

    /// <summary>The first node sends everything that is due now.</summary>
    public Task<int> SendAsync() => SendAsync(_nodes[0].Services);

    public static async Task<int> SendAsync(ServiceProvider node)
    {
        var (outbox, sender, sent) = (node.GetRequiredService<WebhookOutbox>(), node.GetRequiredService<WebhookSender>(), 0);
        foreach (var (id, _) in await outbox.DueAsync([], 1_000))
        {
            if (await outbox.ClaimAsync(id) is { } claimed)
            {
                await outbox.FinishAsync(claimed, await sender.SendAsync(claimed));
                sent++;
            }
        }

        return sent;
    }

    public async Task<List<WebhookDelivery>> DeliveriesAsync(Guid webhook) =>
        await ReadAsync(db => db.WebhookDeliveries.AsNoTracking().Where(x => x.WebhookId == webhook).OrderBy(x => x.Id).ToListAsync());

    public async Task<T> ReadAsync<T>(Func<BifrostDbContext, Task<T>> read)
    {
        await using var db = await Get<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync();
        return await read(db);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (services, folder) in _nodes)
        {
            await services.DisposeAsync();
            folder?.Dispose();
        }

        await _database.DisposeAsync();
    }
}
