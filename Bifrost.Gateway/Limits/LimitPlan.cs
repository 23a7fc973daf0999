using Bifrost.Domain.Limits;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Gateway.Exchanges;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// Everything that caps one exchange: its customer, team, key and provider, and the models, tags and end users that have
/// caps of their own. Computed once for a key and a model of a runtime; per call only where tags or end users are capped.
/// </summary>
internal sealed class LimitPlan
{
    /// <summary>Nothing caps it.</summary>
    public static LimitPlan None { get; } = new([], null);

    private LimitPlan(LimitedOwner[] owners, LimitSubjectSnapshot? model)
    {
        Owners = owners;
        Model = model;
        Frozen = Array.Find(owners, x => x.Limits.Frozen)?.Label;
        Concurrent = Array.FindAll(owners, x => x.Limits.MaxConcurrency is not null);
    }

    /// <summary>From the widest to the narrowest; only owners with a cap.</summary>
    public LimitedOwner[] Owners { get; }

    /// <summary>The first capped model pattern that names the model: it says what becomes of calls without a price.</summary>
    public LimitSubjectSnapshot? Model { get; }

    /// <summary>The owner that is frozen, in words; null when none is.</summary>
    public string? Frozen { get; }

    /// <summary>The owners that cap requests at once.</summary>
    public LimitedOwner[] Concurrent { get; }

    /// <summary>The calls under way of <see cref="Concurrent"/>, in their order; filled by the first call.</summary>
    public RunningCalls[]? Running { get; set; }

    /// <summary>The rate limits of it; filled by the first call.</summary>
    public RateWindow[]? Rates { get; set; }

    /// <summary>The budgets of it; filled by the first call.</summary>
    public PlannedSpend? Spend { get; set; }

    /// <summary>The plan of an exchange that has its key and its target.</summary>
    public static LimitPlan Of(Exchange exchange)
    {
        var plan = exchange.Runtime.LimitPlans.Of(exchange, Fixed);
        return exchange.Runtime.CapsCallers ? plan.With(exchange) : plan;
    }

    private static LimitPlan Fixed(Exchange exchange)
    {
        var owners = new List<LimitedOwner>();
        var provider = exchange.Target!.Provider.Snapshot;
        Add(owners, provider.Id, "provider", provider.Name, provider.Limits);
        LimitSubjectSnapshot? model = null;

        // Which model a raw call asks is not read: it may be any that the provider has. Plans are kept by the model's name, and no model is called so.
        var isRaw = exchange.Target.Model == "*";
        foreach (var subject in exchange.Runtime.Snapshot.LimitSubjects)
        {
            if (subject.Model?.Allows(provider.Name, exchange.Target.Model) == true || (isRaw && IsOf(subject, provider.Name)))
            {
                model ??= subject;
                Add(owners, subject.Id, "model", subject.Pattern, subject.Limits);
            }
        }

        if (exchange.Customer is { } customer)
        {
            Add(owners, customer.Id, "customer", customer.Name, customer.Limits);
        }

        if (exchange.Team is { } team)
        {
            Add(owners, team.Id, "team", team.Name, team.Limits);
        }

        Add(owners, exchange.Key!.Id, "key", exchange.Key.Name, exchange.Key.Limits);
        return owners.Count == 0 && model is null ? None : new LimitPlan([.. owners], model);
    }

    private static bool IsOf(LimitSubjectSnapshot subject, string provider) =>
        subject.Model is not null
        && ModelPatterns.Compile([subject.Pattern.ToUpperInvariant()]).And(ModelPatterns.Compile([provider.ToUpperInvariant() + "/*"])) is not { Patterns.Count: 0 };

    private static void Add(List<LimitedOwner> owners, Guid id, string what, string name, OwnerLimits limits, string account = "")
    {
        if (!ReferenceEquals(limits, OwnerLimits.None))
        {
            owners.Add(LimitedOwner.Of(id, what, name, limits, account));
        }
    }

    private LimitPlan With(Exchange exchange)
    {
        List<LimitedOwner>? owners = null;
        foreach (var subject in exchange.Runtime.Snapshot.LimitSubjects)
        {
            if (SubjectAccount.Of(subject.Kind, subject.Pattern, exchange.Record.Tags, exchange.Record.EndUser) is { } account)
            {
                owners ??= [.. Owners];
                var what = subject.Kind == LimitSubjectKind.Tag ? "tag" : "end user";
                Add(owners, subject.Id, what, subject.Pattern, subject.Limits, account);
            }
        }

        return owners is null ? this : new LimitPlan([.. owners], Model);
    }
}
