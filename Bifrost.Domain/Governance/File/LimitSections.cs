using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;

namespace Bifrost.Domain.Governance.File;

/// <summary>Applies <c>model_limits</c>, <c>tag_limits</c> and <c>end_user_limits</c>, and finds what of an owner's caps a file changes.</summary>
internal static class LimitSections
{
    public const string Kind = "limits";

    /// <summary>What the file changes in an owner's caps, in words. A freeze is set here, unless an operator's hand decided.</summary>
    public static async Task<List<string>> ChangedAsync(FileApplication apply, LimitOwnerKind kind, ILimited owner, AuditTarget target, LimitsSpec said)
    {
        var (budgets, rates) = await apply.LimitsOfAsync(kind, owner.Id);
        var changed = LimitDifference.Of(budgets, rates, owner, said);
        if (said.Frozen is { } frozen && frozen != owner.Frozen)
        {
            if (owner.FrozenByHand && !apply.Options.Force)
            {
                apply.Say(GovernanceFileVerb.Kept, target.Kind, target.Name, owner.Frozen ? "frozen by an operator's hand; --force lets it go on" : "set free by an operator's hand; --force freezes it");
            }
            else
            {
                owner.Frozen = frozen;
                owner.FrozenByHand = false;
                changed.Add(frozen ? "frozen" : "no longer frozen");
            }
        }

        return changed;
    }

    public static async Task ApplyAsync(FileApplication apply)
    {
        foreach (var row in (apply.File.ModelLimits ?? []).Concat(apply.File.TagLimits ?? []).Concat(apply.File.EndUserLimits ?? []))
        {
            await ApplyAsync(apply, row);
        }
    }

    private static async Task ApplyAsync(FileApplication apply, GovernanceFileRow<LimitSubjectSpec> row)
    {
        var spec = row.Spec;
        var subject = (await apply.SubjectsAsync()).GetValueOrDefault((spec.Kind, spec.Pattern));
        if (subject is null)
        {
            var made = await LimitCommands.CreateSubjectAsync(apply.Scope, spec, fromFile: true);
            if (apply.Passed(made, row))
            {
                apply.Say(GovernanceFileVerb.Created, Kind, LimitOwners.TargetOf(made.Value).Name);
            }

            return;
        }

        var target = LimitOwners.TargetOf(subject);
        var fields = await ChangedAsync(apply, LimitOwnerKind.Subject, subject, target, spec.Limits);
        if (subject.Unpriced != spec.Unpriced || subject.UnpricedHoldNanos != Usage.Usd.FromDollars(spec.UnpricedHoldUsd).Nanos)
        {
            fields.Add("unpriced");
        }

        if (!subject.FromFile)
        {
            fields.Add(FileApplication.TakenOver);
        }

        if (fields.Count > 0)
        {
            subject.FromFile = true;
            apply.Passed(await LimitCommands.UpdateSubjectAsync(apply.Scope, subject, spec), row);
        }

        apply.SayChanged(Kind, target.Name, fields);
    }
}
