using Bifrost.Domain.Audit;
using Bifrost.Domain.Providers;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Governance.File;

/// <summary>
/// Applies <c>prices</c>. Of a model's entries the one in force now is compared with the price in force, and each later one with
/// the row of its date. The past is never re-priced: what differs holds from now on, or from its date.
/// </summary>
internal static class PriceSection
{
    public const string Kind = "price";

    public static async Task ApplyAsync(FileApplication apply)
    {
        var stored = apply.File.Prices is { Count: > 0 }
            ? await apply.Scope.Db.Prices.Where(x => x.EndsAt == null).ToListAsync(apply.Scope.CancellationToken)
            : [];
        var storedByModel = stored.ToLookup(x => x.Model, StringComparer.Ordinal);
        foreach (var said in (apply.File.Prices ?? []).GroupBy(x => x.Spec.Model, StringComparer.Ordinal))
        {
            var now = apply.Scope.Now;
            var current = said.Where(x => !(x.Spec.EffectiveFrom > now)).MaxBy(x => x.Spec.EffectiveFrom ?? DateTime.MinValue);
            var inForce = storedByModel[said.Key].Where(x => x.EffectiveFrom <= now).OrderBy(x => x.EffectiveFrom).ThenBy(x => x.Id).LastOrDefault();
            foreach (var row in said)
            {
                if (row == current)
                {
                    ApplyOne(apply, row, inForce, now);
                }
                else if (row.Spec.EffectiveFrom > now)
                {
                    ApplyOne(apply, row, storedByModel[said.Key].FirstOrDefault(x => x.EffectiveFrom == row.Spec.EffectiveFrom), null);
                }
                else
                {
                    apply.Say(GovernanceFileVerb.Unchanged, Kind, row.Spec.Model, "of the past");
                }
            }
        }
    }

    /// <param name="from">Null is the entry's own date.</param>
    private static void ApplyOne(FileApplication apply, GovernanceFileRow<PriceSpec> row, PriceEntry? stored, DateTime? from)
    {
        if (stored is not null && Same(stored, row.Spec))
        {
            if (!stored.FromFile)
            {
                stored.FromFile = true;
                apply.Scope.Touch(GovernedKind.Price, stored.Id);
                apply.Scope.Audit(AuditActions.PriceCreated, new AuditTarget(Kind, stored.Id, stored.Model), FileApplication.TakenOver, stored);
                apply.SayChanged(Kind, row.Spec.Model, [FileApplication.TakenOver]);
                return;
            }

            apply.Say(GovernanceFileVerb.Unchanged, Kind, row.Spec.Model);
            return;
        }

        if (stored is not null && from is null)
        {
            PriceCommands.Withdraw(apply.Scope, stored);
        }

        if (apply.Passed(PriceCommands.Add(apply.Scope, row.Spec with { EffectiveFrom = from ?? row.Spec.EffectiveFrom }, fromFile: true), row))
        {
            var when = from is null ? $"from {row.Spec.EffectiveFrom:u}" : "from now";
            apply.Say(stored is null ? GovernanceFileVerb.Created : GovernanceFileVerb.Changed, Kind, row.Spec.Model, when);
        }
    }

    private static bool Same(PriceEntry stored, PriceSpec said) =>
        stored.InputPerMtok == said.InputPerMtok
        && stored.CachedInputPerMtok == said.CachedInputPerMtok
        && stored.CacheWritePerMtok == said.CacheWritePerMtok
        && stored.CacheWrite1hPerMtok == said.CacheWrite1hPerMtok
        && stored.OutputPerMtok == said.OutputPerMtok
        && stored.ReasoningPerMtok == said.ReasoningPerMtok
        && stored.RequestsPerThousand == said.RequestsPerThousand
        && stored.PerImage == said.PerImage
        && stored.PerAudioHour == said.PerAudioHour
        && stored.PerMchar == said.PerMchar
        && stored.SearchesPerThousand == said.SearchesPerThousand
        && stored.DiscountPercent == said.DiscountPercent;
}
