using Bifrost.Domain.Governance;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using MudBlazor;

namespace Bifrost.Web.Console.CustomersAndTeams;

/// <summary>Adds or changes a customer or a team.</summary>
public sealed partial class OwnerEditor
{
    private readonly FieldErrors _errors = new("name", "customer", "models");
    private OwnerRow? _stored;
    private Unsaved? _unsaved;
    private string _name = "";
    private string _customer = "";
    private bool _restricts;
    private IReadOnlyList<string> _models = [];
    private List<string> _customers = [];
    private IReadOnlyList<FieldDifference>? _conflict;

    [Parameter, EditorRequired]
    public OwnerKind Kind { get; set; }

    [Parameter]
    public OwnerRow? Existing { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = default!;

    [Inject]
    private TenancyCommands Commands { get; set; } = default!;

    [Inject]
    private OwnerTree Tree { get; set; } = default!;

    [Inject]
    private IDbContextFactory<BifrostDbContext> Contexts { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    private object Draft => new { _name, _customer, _restricts, _models };

    private string Noun => Kind == OwnerKind.Customer ? "customer" : "team";

    protected override async Task OnInitializedAsync()
    {
        if (Existing is { } existing)
        {
            Fill(existing);
        }

        await using var db = await Contexts.CreateDbContextAsync();
        _customers = await db.Customers.Where(c => c.DisabledAt == null).OrderBy(c => c.Name).Select(c => c.Name).ToListAsync();
    }

    private static string Words(IReadOnlyList<string>? models) => models is null ? "no restriction" : models.Count == 0 ? "nothing" : string.Join(", ", models);

    private void Fill(OwnerRow row)
    {
        (_stored, _name, _customer) = (row, row.Name, row.Customer ?? "");
        (_restricts, _models) = (row.Models is not null, row.Models ?? []);
    }

    private List<FieldError> Check()
    {
        var errors = VirtualKeyRules.CheckModels(_restricts ? _models : null).ToList();
        if (Names.Check(_name.Trim()) is { } wrong)
        {
            errors.Add(new("name", wrong));
        }

        return errors;
    }

    private async Task CancelAsync()
    {
        if (_unsaved is null || await _unsaved.MayLeaveAsync())
        {
            Dialog.Cancel();
        }
    }

    private void Left(string field) => _errors.Left(field, Check());

    private void Pick(IReadOnlyList<string> models)
    {
        _models = models;
        Left("models");
    }

    private async Task SaveAsync()
    {
        if (Check() is { Count: > 0 } errors)
        {
            _errors.Refused(errors);
            return;
        }

        _conflict = null;
        var actor = await Current.ForChangeAsync();
        var models = _restricts ? _models : null;
        if (Kind == OwnerKind.Customer)
        {
            var spec = new CustomerSpec(_name.Trim(), models);
            await FinishAsync(_stored is null ? await Commands.CreateCustomerAsync(actor, spec) : await Commands.UpdateCustomerAsync(actor, _stored.Id, _stored.Version, spec));
        }
        else
        {
            var spec = new TeamSpec(_name.Trim(), _customer.Length == 0 ? null : _customer, models);
            await FinishAsync(_stored is null ? await Commands.CreateTeamAsync(actor, spec) : await Commands.UpdateTeamAsync(actor, _stored.Id, _stored.Version, spec));
        }
    }

    private async Task FinishAsync<T>(Result<T> result)
    {
        if (result.IsOk)
        {
            _unsaved?.Settle();
            Dialog.Close(true);
        }
        else if (result.Kind == ResultKind.Conflict && result.Errors[0].Field == "version" && await LatestAsync() is { } theirs)
        {
            _conflict = DifferencesTo(theirs);
        }
        else
        {
            _errors.Refused(result.Errors);
        }
    }

    private List<FieldDifference> DifferencesTo(OwnerRow theirs)
    {
        (string Field, string Mine, string Theirs)[] fields =
        [
            ("Name", _name, theirs.Name),
            ("Customer", _customer, theirs.Customer ?? ""),
            ("Models", Words(_restricts ? _models : null), Words(theirs.Models)),
        ];
        return [.. fields.Where(f => f.Mine != f.Theirs).Select(f => new FieldDifference(f.Field, f.Mine, f.Theirs))];
    }

    private async Task KeepMineAsync()
    {
        _stored = await LatestAsync() ?? _stored;
        await SaveAsync();
    }

    private async Task TakeTheirsAsync()
    {
        if (await LatestAsync() is { } theirs)
        {
            Fill(theirs);
            _conflict = null;
            _unsaved?.Begin(Draft);
        }
    }

    private async Task<OwnerRow?> LatestAsync() => (await Tree.ReadAsync()).FirstOrDefault(r => r.Id == _stored?.Id);
}
