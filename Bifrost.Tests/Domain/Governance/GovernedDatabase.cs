using System.Text;
using Bifrost.Domain.Alerts;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Governance.File;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Statements;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Migrations.Postgres;
using Bifrost.Migrations.Sqlite;
using Bifrost.Tests.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bifrost.Tests.Domain.Governance;

/// <summary>The domain's services over an empty, prepared database of one test, with a clock that the test moves.</summary>
internal sealed class GovernedDatabase : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;

    private GovernedDatabase(TestDatabase database, ServiceProvider services)
    {
        _database = database;
        _services = services;
    }

    public FakeTimeProvider Time { get; private init; } = null!;

    public DatabaseKind Kind { get; private init; }

    public static async Task<GovernedDatabase> CreateAsync(DatabaseKind kind)
    {
        var database = await TestDatabase.MigratedAsync(kind);
        var time = new FakeTimeProvider(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(new MasterKey(MasterKey.Generate()))
            .AddSingleton<SecretProtector>()
            .AddSingleton(new NodeIdentity(Guid.CreateVersion7()))
            .AddDbContextFactory<BifrostDbContext>(options => Configure(options, kind, database.ConnectionString))
            .AddSingleton<Database>()
            .AddSingleton<AuditTrail>()
            .AddSingleton<GovernanceReader>()
            .AddSingleton<GovernanceSignal>()
            .AddSingleton(s => ActivatorUtilities.CreateInstance<GovernanceChanges>(s))
            .AddSingleton<VirtualKeyCommands>()
            .AddSingleton<TenancyCommands>()
            .AddSingleton<ProviderCommands>()
            .AddSingleton<PriceCommands>()
            .AddSingleton<TokenCommands>()
            .AddSingleton<WebhookCommands>()
            .AddSingleton<GovernanceFileApplier>()
            .AddSingleton<UsageBreakdowns>()
            .AddSingleton<StatementCommands>()
            .AddSingleton<StatementQueries>()
            .BuildServiceProvider();
        var governed = new GovernedDatabase(database, services) { Time = time, Kind = kind };
        await governed.Get<Database>().PrepareAsync();
        return governed;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public BifrostDbContext Open() => Get<IDbContextFactory<BifrostDbContext>>().CreateDbContext();

    public async Task<GovernanceFileOutcome> ApplyAsync(string json, GovernanceFileOptions? options = null, Func<string, string?>? environment = null)
    {
        var path = Path.Combine(_database.Folder, $"{Guid.NewGuid():N}.json");
        await System.IO.File.WriteAllTextAsync(path, json, Encoding.UTF8);
        return await Get<GovernanceFileApplier>().ApplyAsync(path, options ?? new GovernanceFileOptions(), environment ?? GovernanceFileTexts.Environment);
    }

    /// <summary>Writes records as a node of its own.</summary>
    public async Task WriteAsync(params IEnumerable<UsageRecord> records)
    {
        using var sqlite = Kind == DatabaseKind.Sqlite ? new SqliteUsageStore(_database.ConnectionString) : null;
        var queue = new UsageQueue(int.MaxValue);
        using var writer = new UsageWriter(
            (IUsageStore?)sqlite ?? new PostgresUsageStore(Get<IDbContextFactory<BifrostDbContext>>()), new NodeIdentity(Guid.NewGuid()), queue, Time, NullLogger<UsageWriter>.Instance);
        foreach (var record in records) queue.Add(new UsageDatabase.Plain { Record = record });
        Assert.True(await writer.FlushAsync());
    }

    /// <summary>The actions of all events, in order.</summary>
    public async Task<List<string>> EventsAsync()
    {
        await using var db = Open();
        return await db.AuditEvents.OrderBy(x => x.Sequence).Select(x => x.Action).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    internal static void Configure(DbContextOptionsBuilder options, DatabaseKind kind, string connectionString)
    {
        if (kind == DatabaseKind.Postgres)
        {
            PostgresDatabase.Configure(options, connectionString);
        }
        else
        {
            SqliteDatabase.Configure(options, connectionString);
        }
    }
}
