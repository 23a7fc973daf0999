using Bifrost.Domain.Alerts;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Governance.File;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Statements;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Migrations.Postgres;
using Bifrost.Migrations.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bifrost.Web.Hosting;

/// <summary>The governance model's services, the same for the server and for each verb of the command line.</summary>
internal static class DomainServices
{
    /// <param name="node">Null is the data folder's own node.</param>
    public static IServiceCollection AddBifrostDomain(this IServiceCollection services, BifrostSettings settings, MasterKey masterKey, NodeIdentity? node = null)
    {
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(masterKey);
        services.AddSingleton<SecretProtector>();
        services.AddSingleton(node ?? NodeFile.Load(settings.DataFolder));
        DatabaseFile.Secure(settings.Database);
        services.AddDbContextFactory<BifrostDbContext>(options => Configure(options, settings.Database));
        services.AddSingleton<Database>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<GovernanceReader>();
        services.AddSingleton<GovernanceSignal>();
        services.AddSingleton<DatabaseSignals>();
        services.AddSingleton(s => new GovernanceChanges(
            s.GetRequiredService<IDbContextFactory<BifrostDbContext>>(),
            s.GetRequiredService<AuditTrail>(),
            s.GetRequiredService<GovernanceReader>(),
            s.GetRequiredService<GovernanceSignal>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetService<CompileCandidate>()));
        services.AddSingleton<VirtualKeyCommands>();
        services.AddSingleton<TenancyCommands>();
        services.AddSingleton<ProviderCommands>();
        services.AddSingleton<PriceCommands>();
        services.AddSingleton<TokenCommands>();
        services.AddLimits(settings.BudgetLease);
        services.AddUsage(settings.Database);
        services.AddSingleton<AlertBook>();
        services.AddSingleton<AlertQueries>();
        services.AddSingleton<WebhookCommands>();
        services.AddSingleton<GovernanceFileApplier>();
        services.AddSingleton<SettingsCommands>();
        return services;
    }

    private static void AddLimits(this IServiceCollection services, TimeSpan lease)
    {
        services.AddSingleton<LimitCommands>();
        services.AddSingleton<ReservedNow>();
        services.AddSingleton<BudgetReport>();
        services.AddSingleton<ConcernedKeys>();
        services.AddSingleton<LimitEffect>();
        services.AddSingleton(s => new LostLeases(
            s.GetRequiredService<IDbContextFactory<BifrostDbContext>>(), s.GetRequiredService<GovernanceChanges>(), s.GetRequiredService<TimeProvider>(), lease));
        services.AddSingleton<BudgetRanking>();
        services.AddSingleton<SubjectReport>();
    }

    private static void AddUsage(this IServiceCollection services, DatabaseSetting database)
    {
        services.AddSingleton<IUsageStore>(s => database.IsPostgres
            ? new PostgresUsageStore(s.GetRequiredService<IDbContextFactory<BifrostDbContext>>())
            : new SqliteUsageStore(database.ConnectionString));
        services.AddSingleton(new UsageQueue());
        services.AddSingleton<UsageWriter>();
        services.AddSingleton<UsageRetention>();
        services.AddSingleton<UsageExport>();
        services.AddSingleton<UsageSeries>();
        services.AddSingleton<UsageQueries>();
        services.AddSingleton<OwnerSpend>();
        services.AddSingleton<OwnerNames>();
        services.AddSingleton<UsageBreakdowns>();
        services.AddSingleton<BreakdownReading>();
        services.AddSingleton<StatementCommands>();
        services.AddSingleton<StatementQueries>();
    }

    private static void Configure(DbContextOptionsBuilder options, DatabaseSetting database)
    {
        if (database.IsPostgres)
        {
            PostgresDatabase.Configure(options, database.ConnectionString);
        }
        else
        {
            SqliteDatabase.Configure(options, database.ConnectionString);
        }
    }
}
