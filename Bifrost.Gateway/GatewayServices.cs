using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.CallerRoutes;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Authentication;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.KeyHolder;
using Bifrost.Gateway.Limits;
using Bifrost.Gateway.Playground;
using Bifrost.Gateway.Providers;
using Bifrost.Gateway.Providers.Credentials;
using Bifrost.Gateway.Runtime;
using Bifrost.Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bifrost.Gateway;

/// <summary>Everything that the data plane consists of.</summary>
public static class GatewayServices
{
    /// <summary>What compiling governance needs: also for verbs that serve nothing.</summary>
    public static IServiceCollection AddGovernanceCompiler(this IServiceCollection services) =>
        services.AddSingleton<CompileCandidate>(RuntimeCompiler.Check);

    /// <summary>The gateway itself; <c>MapGateway</c> makes it reachable.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services, GatewaySettings settings)
    {
        services.AddGovernanceCompiler();
        services.AddSingleton(settings);
        services.AddHttpForwarder();
        services.AddSingleton<UpstreamConnections>();
        services.AddSingleton<CredentialEndpoints>();
        services.AddSingleton(s => new KeyCredentials(s.GetRequiredService<UpstreamConnections>(), s.GetRequiredService<CredentialEndpoints>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RuntimeHolder>();
        services.AddSingleton<OpenExchanges>();
        services.AddSingleton<RuntimeCompiler>();
        services.AddSingleton(s =>
        {
            var loop = new SnapshotLoop(
                s.GetRequiredService<GovernanceReader>(),
                s.GetRequiredService<RuntimeHolder>(),
                s.GetRequiredService<RuntimeCompiler>(),
                s.GetRequiredService<OpenExchanges>(),
                s.GetRequiredService<TimeProvider>(),
                s.GetRequiredService<ILogger<SnapshotLoop>>());
            s.GetRequiredService<GovernanceSignal>().Serve = () => loop.CatchUpAsync(CancellationToken.None);
            s.GetRequiredService<GovernanceSignal>().Settle = s.GetRequiredService<WaitingRecords>().TryWriteAsync;
            s.GetRequiredService<DatabaseSignals>().Received += topic => _ = topic == "revision" ? loop.CatchUpAsync(CancellationToken.None) : Task.CompletedTask;
            return loop;
        });
        services.AddHostedService(s => s.GetRequiredService<SnapshotLoop>());
        services.AddSingleton(s => new AdminTokenLookup(s.GetRequiredService<RuntimeHolder>(), s.GetRequiredService<SnapshotLoop>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new GatewayReadiness(
            s.GetRequiredService<RuntimeHolder>(), s.GetRequiredService<UsageJournal>(), s.GetRequiredService<IHostApplicationLifetime>()));
        services.AddSingleton<ModelLister>();
        services.AddSingleton<ModelCatalog>();
        services.AddAccounting(settings);
        services.AddPipeline();
        return services;
    }

    private static void AddAccounting(this IServiceCollection services, GatewaySettings settings)
    {
        services.AddSingleton(new JournalSettings(Path.Combine(settings.DataFolder, "journal")));
        services.AddSingleton<UsageJournal>();
        services.AddHostedService<UsageLoop>();
        if (settings.SharesDatabase)
        {
            services.AddSingleton(s => new LeaseKeeperSettings(settings.BudgetLease, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<LeaseKeeper>>(), s.GetRequiredService<IHostApplicationLifetime>()));
            services.AddHostedService<LeaseKeeper>();
        }

        services.AddHostedService<ShareKeeper>();
    }

    private static void AddSpendLimits(this IServiceCollection services)
    {
        services.AddSingleton<OutputObservations>();
        services.AddSingleton<OutputCeilings>();
        services.AddSingleton<LimitShareStore>();
        services.AddSingleton<LimitShares>();
        services.AddSingleton<ConcurrencyGate>();
        services.AddSingleton<RateWindows>();
        services.AddSingleton<HoldPool>();
        services.AddSingleton<RateLimiter>();
        services.AddSingleton<PostedSpend>();
        services.AddSingleton<WaitingRecords>();
        services.AddSingleton(s =>
        {
            var ledger = new SpendLedger(s.GetRequiredService<TimeProvider>(), s.GetRequiredService<IUsageStore>().IsShared);
            if (!ledger.IsLeased)
            {
                s.GetRequiredService<ReservedNow>().Of = ledger.ReservedOn;
            }

            return ledger;
        });
        services.AddSingleton<LeaseStore>();
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<LeasedHeadroom>(s));
        services.AddSingleton<IHeadroom>(s => s.GetRequiredService<SpendLedger>().IsLeased ? s.GetRequiredService<LeasedHeadroom>() : ActivatorUtilities.CreateInstance<LocalHeadroom>(s));
        services.AddSingleton<SpendLimiter>();
    }

    private static void AddPipeline(this IServiceCollection services)
    {
        services.AddSingleton<GatewayMeters>();
        services.AddSingleton<TokenEstimator>();
        services.AddSingleton<UsageEstimator>();
        services.AddSingleton<AnonymousRecords>();
        services.AddSingleton<SettlementDesk>();
        services.AddSingleton<ExchangeFactory>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<BodyRoom>();
        services.AddSingleton<ReadRoom>();
        services.AddSingleton<BodyReader>();
        services.AddSingleton<Admitter>();
        services.AddSingleton<MediaFetcher>();
        services.AddSingleton<Translator>();
        services.AddSingleton<Limiter>();
        services.AddSpendLimits();
        services.AddSingleton<DecisionTrace>();
        services.AddSingleton<ProviderForwarder>();
        services.AddSingleton<TokenCounter>();
        services.AddSingleton<GatewaySteps>();
        services.AddSingleton<GatewayPipeline>();
        services.AddSingleton<ModelsEndpoint>();
        services.AddSingleton<KeyFigures>();
        services.AddSingleton<KeyLimits>();
        services.AddSingleton<KeyEndpoint>();
        services.AddSingleton(s => new PlaygroundGateway(s.GetRequiredService<GatewayPipeline>()));
    }
}
