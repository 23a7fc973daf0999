using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Governance.File;

/// <summary>Applies <c>customers</c> and <c>teams</c>.</summary>
internal static class TenancySections
{
    private const string CustomerKind = "customer";
    private const string TeamKind = "team";

    public static async Task ApplyCustomersAsync(FileApplication apply)
    {
        var rows = apply.File.Customers ?? [];
        var existing = await apply.FindAsync(apply.Scope.Db.Customers, rows.Select(x => x.Spec.Name), x => x.Name);
        foreach (var row in rows)
        {
            if (!existing.TryGetValue(row.Spec.Name, out var customer))
            {
                if (apply.Passed(await TenancyCommands.CreateCustomerAsync(apply.Scope, row.Spec, fromFile: true), row))
                {
                    apply.Say(GovernanceFileVerb.Created, CustomerKind, row.Spec.Name);
                }

                continue;
            }

            var target = new AuditTarget(CustomerKind, customer.Id, customer.Name);
            if (await apply.BeginAsync(target, customer.FromFile, customer.DisabledAt is not null, AuditActions.CustomerDisabled) is not { } fields)
            {
                continue;
            }

            if (!Lists.Same(customer.Models, row.Spec.Models))
            {
                fields.Add("models");
            }

            fields.AddRange(await LimitSections.ChangedAsync(apply, LimitOwnerKind.Customer, customer, target, row.Spec.Limits!));

            if (fields.Count > 0)
            {
                customer.FromFile = true;
                customer.DisabledAt = null;
                apply.Passed(await TenancyCommands.UpdateCustomerAsync(apply.Scope, customer, row.Spec), row);
            }

            apply.SayChanged(CustomerKind, customer.Name, fields);
        }
    }

    public static async Task ApplyTeamsAsync(FileApplication apply)
    {
        var rows = apply.File.Teams ?? [];
        var existing = await apply.FindAsync(apply.Scope.Db.Teams.Include(x => x.Customer), rows.Select(x => x.Spec.Name), x => x.Name);
        foreach (var row in rows)
        {
            if (!existing.TryGetValue(row.Spec.Name, out var team))
            {
                if (apply.Passed(await TenancyCommands.CreateTeamAsync(apply.Scope, row.Spec, fromFile: true), row))
                {
                    apply.Say(GovernanceFileVerb.Created, TeamKind, row.Spec.Name);
                }

                continue;
            }

            var target = new AuditTarget(TeamKind, team.Id, team.Name);
            if (await apply.BeginAsync(target, team.FromFile, team.DisabledAt is not null, AuditActions.TeamDisabled) is not { } fields)
            {
                continue;
            }

            fields.AddRange(ChangedFields(team, row.Spec));
            fields.AddRange(await LimitSections.ChangedAsync(apply, LimitOwnerKind.Team, team, target, row.Spec.Limits!));
            if (fields.Count > 0)
            {
                team.FromFile = true;
                team.DisabledAt = null;
                apply.Passed(await TenancyCommands.UpdateTeamAsync(apply.Scope, team, row.Spec), row);
            }

            apply.SayChanged(TeamKind, team.Name, fields);
        }
    }

    private static IEnumerable<string> ChangedFields(Team team, TeamSpec spec)
    {
        if (team.Customer?.Name != spec.Customer)
        {
            yield return "customer";
        }

        if (!Lists.Same(team.Models, spec.Models))
        {
            yield return "models";
        }
    }
}
