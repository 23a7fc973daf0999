using Bifrost.Domain.Audit;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Providers;
using Bifrost.Domain.VirtualKeys;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Governance.File;

/// <summary>Takes out of service what a file once managed and this one no longer names: keys last, usage never.</summary>
internal static class FilePruning
{
    private const string Reason = "the governance file no longer names it";

    public static async Task RunAsync(FileApplication apply)
    {
        await PruneProvidersAsync(apply);
        await PruneTeamsAsync(apply);
        await PruneCustomersAsync(apply);
        await PrunePricesAsync(apply);
        await PruneLimitsAsync(apply);
        await PruneWebhooksAsync(apply);
        await PruneTokensAsync(apply);
        await PruneKeysAsync(apply);
    }

    private static async Task PruneProvidersAsync(FileApplication apply)
    {
        var named = Named(apply.File.Providers, x => x.Name);
        var rows = apply.Scope.Db.Providers.Include(x => x.Keys).Where(x => x.FromFile && x.DisabledAt == null);
        foreach (var row in await UnnamedAsync(apply, rows, x => !named.Contains(x.Name)))
        {
            row.DisabledAt = apply.Scope.Now;
            ProviderCommands.Record(apply.Scope, AuditActions.ProviderDisabled, row);
            apply.Say(GovernanceFileVerb.Disabled, "provider", row.Name, Reason);
        }
    }

    private static async Task PruneTeamsAsync(FileApplication apply)
    {
        var named = Named(apply.File.Teams, x => x.Name);
        foreach (var row in await UnnamedAsync(apply, apply.Scope.Db.Teams.Where(x => x.FromFile && x.DisabledAt == null), x => !named.Contains(x.Name)))
        {
            row.DisabledAt = apply.Scope.Now;
            apply.Scope.Touch(GovernedKind.Team, row.Id);
            apply.Scope.Audit(AuditActions.TeamDisabled, new AuditTarget("team", row.Id, row.Name), Reason, row);
            apply.Say(GovernanceFileVerb.Disabled, "team", row.Name, Reason);
        }
    }

    private static async Task PruneCustomersAsync(FileApplication apply)
    {
        var named = Named(apply.File.Customers, x => x.Name);
        foreach (var row in await UnnamedAsync(apply, apply.Scope.Db.Customers.Where(x => x.FromFile && x.DisabledAt == null), x => !named.Contains(x.Name)))
        {
            row.DisabledAt = apply.Scope.Now;
            apply.Scope.Touch(GovernedKind.Customer, row.Id);
            apply.Scope.Audit(AuditActions.CustomerDisabled, new AuditTarget("customer", row.Id, row.Name), Reason, row);
            apply.Say(GovernanceFileVerb.Disabled, "customer", row.Name, Reason);
        }
    }

    // Of a model that is named, only dates to come that the file no longer has: what holds now was compared already.
    private static async Task PrunePricesAsync(FileApplication apply)
    {
        var now = apply.Scope.Now;
        var said = (apply.File.Prices ?? []).ToLookup(x => x.Spec.Model, x => x.Spec.EffectiveFrom, StringComparer.Ordinal);
        var rows = apply.Scope.Db.Prices.Where(x => x.FromFile && x.EndsAt == null);
        foreach (var row in await UnnamedAsync(apply, rows, x => x.EndsAt is null && (!said.Contains(x.Model) || (x.EffectiveFrom > now && !said[x.Model].Contains(x.EffectiveFrom)))))
        {
            PriceCommands.Withdraw(apply.Scope, row);
            apply.Say(GovernanceFileVerb.Disabled, PriceSection.Kind, row.Model, Reason);
        }
    }

    private static async Task PruneLimitsAsync(FileApplication apply)
    {
        var file = apply.File;
        var named = (file.ModelLimits ?? []).Concat(file.TagLimits ?? []).Concat(file.EndUserLimits ?? []).Select(x => (x.Spec.Kind, x.Spec.Pattern)).ToHashSet();
        foreach (var row in await UnnamedAsync(apply, apply.Scope.Db.LimitSubjects.Where(x => x.FromFile), x => !named.Contains((x.Kind, x.Pattern))))
        {
            await LimitCommands.RemoveSubjectAsync(apply.Scope, row);
            apply.Say(GovernanceFileVerb.Disabled, LimitSections.Kind, LimitOwners.TargetOf(row).Name, Reason);
        }
    }

    private static async Task PruneWebhooksAsync(FileApplication apply)
    {
        var named = Named(apply.File.Webhooks, x => x.Spec.Name);
        foreach (var row in await UnnamedAsync(apply, apply.Scope.Db.Webhooks.Where(x => x.FromFile), x => !named.Contains(x.Name)))
        {
            await WebhookSection.LetGoAsync(apply, row, Reason);
        }
    }

    private static async Task PruneTokensAsync(FileApplication apply)
    {
        var named = Named(apply.File.AdminTokens, x => x.Name);
        foreach (var row in await UnnamedAsync(apply, apply.Scope.Db.AdminTokens.Where(x => x.FromFile && x.RevokedAt == null), x => !named.Contains(x.Name)))
        {
            row.RevokedAt = apply.Scope.Now;
            TokenCommands.Record(apply.Scope, AuditActions.TokenRevoked, row);
            apply.Say(GovernanceFileVerb.Disabled, "admin token", row.Name, Reason);
        }
    }

    private static async Task PruneKeysAsync(FileApplication apply)
    {
        var named = Named(apply.File.VirtualKeys, x => x.Spec.Name);
        foreach (var row in await UnnamedAsync(apply, apply.Scope.Db.VirtualKeys.Where(x => x.FromFile && x.RevokedAt == null), x => !named.Contains(x.Name)))
        {
            row.RevokedAt = apply.Scope.Now;
            (row.PreviousHash, row.PreviousUntil) = (null, null);
            VirtualKeyCommands.Record(apply.Scope, AuditActions.KeyRevoked, row, Reason);
            apply.Say(GovernanceFileVerb.Disabled, "virtual key", row.Name, Reason);
        }
    }

    private static HashSet<string> Named<T>(IEnumerable<GovernanceFileRow<T>>? rows, Func<T, string> name) =>
        (rows ?? []).Select(x => name(x.Spec)).ToHashSet(StringComparer.Ordinal);

    private static async Task<List<T>> UnnamedAsync<T>(FileApplication apply, IQueryable<T> rows, Predicate<T> unnamed) =>
        (await rows.ToListAsync(apply.Scope.CancellationToken)).FindAll(unnamed);
}
