using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Domain.VirtualKeys;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Tenancy;

/// <summary>Makes, changes and disables customers and teams.</summary>
public sealed class TenancyCommands(GovernanceChanges changes)
{
    private const string ManagedByFile = "This row is managed by the governance file: change it there.";

    public Task<Result<Customer>> CreateCustomerAsync(Actor actor, CustomerSpec spec, CancellationToken cancellationToken = default) =>
        changes.RunAsync(actor, AuditActions.CustomerCreated, scope => CreateCustomerAsync(scope, spec), cancellationToken);

    public Task<Result<Customer>> UpdateCustomerAsync(Actor actor, Guid id, int version, CustomerSpec spec, CancellationToken cancellationToken = default) =>
        changes.RunAsync<Customer>(
            actor,
            AuditActions.CustomerChanged,
            async scope =>
            {
                var customer = await scope.Db.Customers.SingleOrDefaultAsync(x => x.Id == id, scope.CancellationToken);
                return customer is null ? Failure.NotFound("such customer")
                    : customer.FromFile ? Failure.Invalid("", ManagedByFile)
                    : customer.Version != version ? Stale()
                    : await UpdateCustomerAsync(scope, customer, spec);
            },
            cancellationToken);

    public Task<Result<Team>> CreateTeamAsync(Actor actor, TeamSpec spec, CancellationToken cancellationToken = default) =>
        changes.RunAsync(actor, AuditActions.TeamCreated, scope => CreateTeamAsync(scope, spec), cancellationToken);

    public Task<Result<Team>> UpdateTeamAsync(Actor actor, Guid id, int version, TeamSpec spec, CancellationToken cancellationToken = default) =>
        changes.RunAsync<Team>(
            actor,
            AuditActions.TeamChanged,
            async scope =>
            {
                var team = await scope.Db.Teams.SingleOrDefaultAsync(x => x.Id == id, scope.CancellationToken);
                return team is null ? Failure.NotFound("such team")
                    : team.FromFile ? Failure.Invalid("", ManagedByFile)
                    : team.Version != version ? Stale()
                    : await UpdateTeamAsync(scope, team, spec);
            },
            cancellationToken);

    /// <summary>Takes a customer out of service, or back into it: all its keys, and those of its teams, stop at once. Records stay.</summary>
    public Task<Result<Customer>> SetCustomerEnabledAsync(Actor actor, Guid id, bool enabled, CancellationToken cancellationToken = default) =>
        changes.RunAsync<Customer>(
            actor,
            AuditActions.CustomerDisabled,
            async scope =>
            {
                var customer = await scope.Db.Customers.SingleOrDefaultAsync(x => x.Id == id, scope.CancellationToken);
                if (customer is null || customer.FromFile)
                {
                    return customer is null ? Failure.NotFound("such customer") : Failure.Invalid("", ManagedByFile);
                }

                customer.DisabledAt = enabled ? null : customer.DisabledAt ?? scope.Now;
                scope.Touch(GovernedKind.Customer, customer.Id);
                scope.Audit(enabled ? AuditActions.CustomerChanged : AuditActions.CustomerDisabled, new AuditTarget("customer", customer.Id, customer.Name), rows: customer);
                return customer;
            },
            cancellationToken);

    /// <summary>Takes a team out of service, or back into it: its keys stop at once. Records stay.</summary>
    public Task<Result<Team>> SetTeamEnabledAsync(Actor actor, Guid id, bool enabled, CancellationToken cancellationToken = default) =>
        changes.RunAsync<Team>(
            actor,
            AuditActions.TeamDisabled,
            async scope =>
            {
                var team = await scope.Db.Teams.SingleOrDefaultAsync(x => x.Id == id, scope.CancellationToken);
                if (team is null || team.FromFile)
                {
                    return team is null ? Failure.NotFound("such team") : Failure.Invalid("", ManagedByFile);
                }

                team.DisabledAt = enabled ? null : team.DisabledAt ?? scope.Now;
                scope.Touch(GovernedKind.Team, team.Id);
                scope.Audit(enabled ? AuditActions.TeamChanged : AuditActions.TeamDisabled, new AuditTarget("team", team.Id, team.Name), rows: team);
                return team;
            },
            cancellationToken);

    internal static async Task<Result<Customer>> CreateCustomerAsync(ChangeScope scope, CustomerSpec spec, bool fromFile = false)
    {
        var customer = new Customer { Name = spec.Name, CreatedAt = scope.Now, FromFile = fromFile };
        scope.Db.Customers.Add(customer);
        return await FillAsync(scope, customer, spec, AuditActions.CustomerCreated);
    }

    internal static Task<Result<Customer>> UpdateCustomerAsync(ChangeScope scope, Customer customer, CustomerSpec spec) =>
        FillAsync(scope, customer, spec, AuditActions.CustomerChanged);

    internal static async Task<Result<Team>> CreateTeamAsync(ChangeScope scope, TeamSpec spec, bool fromFile = false)
    {
        var team = new Team { Name = spec.Name, CreatedAt = scope.Now, FromFile = fromFile };
        scope.Db.Teams.Add(team);
        return await FillAsync(scope, team, spec, AuditActions.TeamCreated);
    }

    internal static Task<Result<Team>> UpdateTeamAsync(ChangeScope scope, Team team, TeamSpec spec) =>
        FillAsync(scope, team, spec, AuditActions.TeamChanged);

    private static async Task<Result<Customer>> FillAsync(ChangeScope scope, Customer customer, CustomerSpec spec, string action)
    {
        var errors = Check(spec.Name, spec.Models, spec.Limits);
        if (errors.Count > 0)
        {
            return Failure.Invalid(errors);
        }

        customer.Name = spec.Name;
        customer.Models = spec.Models is null ? null : [.. spec.Models];
        scope.Touch(GovernedKind.Customer, customer.Id);
        var rows = await LimitChanges.ApplyAsync(scope, LimitOwnerKind.Customer, customer, spec.Limits);
        scope.Audit(action, new AuditTarget("customer", customer.Id, customer.Name), rows: [customer, .. rows]);
        return customer;
    }

    private static async Task<Result<Team>> FillAsync(ChangeScope scope, Team team, TeamSpec spec, string action)
    {
        var errors = Check(spec.Name, spec.Models, spec.Limits);
        Customer? customer = null;
        if (spec.Customer is not null)
        {
            customer = scope.Db.Customers.Local.FirstOrDefault(x => x.Name == spec.Customer && x.DisabledAt is null)
                ?? await scope.Db.Customers.SingleOrDefaultAsync(x => x.Name == spec.Customer && x.DisabledAt == null, scope.CancellationToken);
            if (customer is null)
            {
                errors.Add(new("customer", $"There is no customer {spec.Customer}."));
            }
        }

        if (errors.Count > 0)
        {
            return Failure.Invalid(errors);
        }

        team.Name = spec.Name;
        team.CustomerId = customer?.Id;
        team.Models = spec.Models is null ? null : [.. spec.Models];
        scope.Touch(GovernedKind.Team, team.Id);
        var rows = await LimitChanges.ApplyAsync(scope, LimitOwnerKind.Team, team, spec.Limits);
        scope.Audit(action, new AuditTarget("team", team.Id, team.Name), rows: [team, .. rows]);
        return team;
    }

    private static List<FieldError> Check(string name, IReadOnlyList<string>? models, LimitsSpec? limits)
    {
        var errors = VirtualKeyRules.CheckModels(models).ToList();
        errors.AddRange(limits is null ? [] : LimitRules.Check(limits));
        if (Names.Check(name) is { } wrong)
        {
            errors.Add(new("name", wrong));
        }

        return errors;
    }

    private static Failure Stale() => Failure.Conflict("version", "Somebody else changed this since you opened it. Load it again to see both.");
}
