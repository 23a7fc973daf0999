using Bifrost.Domain.Limits;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Limits;

namespace Bifrost.Gateway.KeyHolder;

/// <summary>
/// An owner whose caps every call of a key falls under, whatever it asks for: the key, its team, its customer, capped tags that
/// are the key's own, and a cap on all models. Caps on some models, providers and end users concern single calls: their refusals name them.
/// </summary>
/// <param name="Kind">As the admin API names it.</param>
/// <param name="Name">Of a tag <c>name=value</c> with the key's own value.</param>
internal sealed record KeyOwner(string Kind, string Name, LimitedOwner Owner)
{
    /// <summary>From the narrowest to the widest; key, team and customer also without a cap.</summary>
    public static IReadOnlyList<KeyOwner> Of(Exchange exchange)
    {
        var key = exchange.Key!;
        var owners = new List<KeyOwner> { new(LimitOwnerKinds.TextOf(LimitOwnerKind.VirtualKey, null), key.Name, LimitedOwner.Of(key.Id, "key", key.Name, key.Limits)) };
        AddSubjects(owners, exchange, LimitSubjectKind.Tag, key.Tags);
        if (exchange.Team is { } team)
        {
            owners.Add(new(LimitOwnerKinds.TextOf(LimitOwnerKind.Team, null), team.Name, LimitedOwner.Of(team.Id, "team", team.Name, team.Limits)));
        }

        if (exchange.Customer is { } customer)
        {
            owners.Add(new(LimitOwnerKinds.TextOf(LimitOwnerKind.Customer, null), customer.Name, LimitedOwner.Of(customer.Id, "customer", customer.Name, customer.Limits)));
        }

        AddSubjects(owners, exchange, LimitSubjectKind.Model, null);
        return owners;
    }

    private static void AddSubjects(List<KeyOwner> owners, Exchange exchange, LimitSubjectKind kind, string? tags)
    {
        foreach (var subject in exchange.Runtime.Snapshot.LimitSubjects)
        {
            var account = subject.Kind != kind ? null
                : kind == LimitSubjectKind.Model ? subject.Model!.AllowsEverything ? "" : null
                : SubjectAccount.Of(kind, subject.Pattern, tags, endUser: null);
            if (account is null || ReferenceEquals(subject.Limits, OwnerLimits.None))
            {
                continue;
            }

            var what = LimitOwnerKinds.TextOf(LimitOwnerKind.Subject, kind);
            var name = account.Length == 0 ? subject.Pattern : subject.Pattern[..(subject.Pattern.IndexOf('=', StringComparison.Ordinal) + 1)] + account;
            owners.Add(new(what, name, LimitedOwner.Of(subject.Id, what, subject.Pattern, subject.Limits, account)));
        }
    }
}
