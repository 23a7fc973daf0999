using System.Collections.Concurrent;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Gateway.Limits;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.Routing;
using Bifrost.Gateway.Runtime;
using Microsoft.Extensions.Hosting;

namespace Bifrost.Gateway.Exchanges;

/// <summary>
/// The exchanges that a provider is working on. A new runtime ends those that it would not serve any more: a revoked key, a
/// frozen or disabled owner, a model that was taken away. A limit that fell holds for what they ask for from then on. Everything
/// else about them stays as it began. Thread-safe.
/// </summary>
internal sealed class OpenExchanges(SpendLedger ledger, TimeProvider time, IHostApplicationLifetime host)
{
    private readonly ConcurrentDictionary<Exchange, bool> _open = new();
    private volatile GatewayRuntime? _latest;

    /// <summary>The process is to end: exchanges have the time of its drain left.</summary>
    public CancellationToken Stopping => host.ApplicationStopping;

    /// <summary>From here on the exchange can be ended; what changed since it was let in counts, too.</summary>
    public void Add(Exchange exchange)
    {
        _open[exchange] = true;
        if (_latest is { } runtime)
        {
            Check(exchange, runtime);
        }
    }

    public void Remove(Exchange exchange) => _open.TryRemove(exchange, out _);

    /// <summary>Ends what the runtime forbids.</summary>
    public void Check(GatewayRuntime runtime)
    {
        // Before the look: what is added meanwhile looks for itself.
        _latest = runtime;
        foreach (var (exchange, _) in _open)
        {
            Check(exchange, runtime);
        }
    }

    private void Check(Exchange exchange, GatewayRuntime runtime)
    {
        if (!ReferenceEquals(exchange.Runtime, runtime) && !IsUntouched(exchange, runtime) && Objection(exchange, runtime) is { } refusal)
        {
            exchange.End.Now(refusal);
        }
    }

    /// <summary>The key as it was presented: a secret that was rotated away without grace is not found.</summary>
    private static VirtualKeySnapshot? KeyOf(Exchange exchange, GatewayRuntime runtime) =>
        exchange.TrustedKeyId is { } id ? runtime.Snapshot.VirtualKeys.Find(id) : runtime.Snapshot.VirtualKeys.Find(exchange.Key!.Hash);

    /// <summary>A change of other keys leaves everything that concerns this exchange the very same objects.</summary>
    private static bool IsUntouched(Exchange exchange, GatewayRuntime runtime)
    {
        var (before, now) = (exchange.Runtime.Snapshot, runtime.Snapshot);
        return ReferenceEquals(before.Teams, now.Teams) && ReferenceEquals(before.Customers, now.Customers) && ReferenceEquals(before.Providers, now.Providers)
            && ReferenceEquals(before.LimitSubjects, now.LimitSubjects) && ReferenceEquals(exchange.Key, KeyOf(exchange, runtime));
    }

    private Refusal? Objection(Exchange exchange, GatewayRuntime runtime)
    {
        var snapshot = runtime.Snapshot;

        // An end that was known when the call began lets it finish; an earlier one that was set since does not.
        if (KeyOf(exchange, runtime) is not { } key || (key.ExpiresAt != exchange.Key!.ExpiresAt && key.ExpiresAt <= time.GetUtcNow().UtcDateTime))
        {
            return new Refusal.InvalidKey();
        }

        var team = key.TeamId is { } teamId ? snapshot.Teams.GetValueOrDefault(teamId) : null;
        var customerId = team?.CustomerId ?? key.CustomerId;
        var customer = customerId is { } id ? snapshot.Customers.GetValueOrDefault(id) : null;
        if ((key.TeamId is not null && team is null) || (customerId is not null && customer is null))
        {
            return new Refusal.InvalidKey();
        }

        var target = exchange.Target!;
        var frozen = key.Limits.Frozen ? $"key {key.Name}"
            : team is { Limits.Frozen: true } ? $"team {team.Name}"
            : customer is { Limits.Frozen: true } ? $"customer {customer.Name}"
            : runtime.Providers.TryGetValue(target.Provider.Name, out var provider) && provider.Snapshot.Limits.Frozen ? $"provider {provider.Name}"
            : FrozenSubject(exchange, snapshot.LimitSubjects);
        if (exchange.Limits.Spend is { IsEmpty: false } spend)
        {
            ledger.Renew(spend, [.. BudgetsOf(snapshot, key.Limits, team?.Limits, customer?.Limits, runtime.Providers.GetValueOrDefault(target.Provider.Name)?.Snapshot.Limits)], snapshot.Revision);
        }

        return frozen is not null ? new Refusal.Frozen(frozen)
            : ModelRouter.Forbidden(key, team, customer, target.Provider.Name, target.Model) is { } owner ? new Refusal.ModelNotAllowed(exchange.Record.RequestedModel!, owner)
            : null;
    }

    private static IEnumerable<BudgetSnapshot> BudgetsOf(GovernanceSnapshot snapshot, params OwnerLimits?[] owners) =>
        owners.Concat(snapshot.LimitSubjects.Select(x => x.Limits)).SelectMany(x => x?.Budgets ?? []);

    private static string? FrozenSubject(Exchange exchange, IReadOnlyList<LimitSubjectSnapshot> subjects)
    {
        foreach (var subject in subjects)
        {
            var concerns = subject.Limits.Frozen && (subject.Model?.Allows(exchange.Target!.Provider.Name, exchange.Target.Model)
                ?? SubjectAccount.Of(subject.Kind, subject.Pattern, exchange.Record.Tags, exchange.Record.EndUser) is not null);
            if (concerns)
            {
                return subject.Kind == LimitSubjectKind.Model ? $"model {subject.Pattern}" : subject.Kind == LimitSubjectKind.Tag ? $"tag {subject.Pattern}" : $"end user {subject.Pattern}";
            }
        }

        return null;
    }
}
