using Bifrost.Domain.Governance;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Gateway.Runtime;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using MudBlazor;

namespace Bifrost.Web.Console.VirtualKeys;

/// <summary>The one dialog that makes and changes keys. Closes with an <see cref="IssuedKey"/> or a <see cref="VirtualKey"/>.</summary>
public sealed partial class KeyEditor
{
    private const int DefaultDays = 90;

    private readonly FieldErrors _errors = new("name", "team", "customer", "models", "tags", "person", "expires_at", "capture_content_days", "grace");
    private VirtualKeyDraft _draft = new();
    private Unsaved? _unsaved;
    private VirtualKey? _stored;
    private List<(string Name, string? Customer)> _teams = [];
    private List<string> _customers = [];
    private IReadOnlyList<FieldDifference>? _conflict;
    private bool _busy;

    /// <summary>With its team and customer; null makes a new key.</summary>
    [Parameter]
    public VirtualKey? Existing { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = default!;

    [Inject]
    private VirtualKeyCommands Commands { get; set; } = default!;

    [Inject]
    private IDbContextFactory<BifrostDbContext> Contexts { get; set; } = default!;

    [Inject]
    private SnapshotLoop Serving { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    protected override async Task OnInitializedAsync()
    {
        _stored = Existing;
        _draft = Existing is { } key ? VirtualKeyDraft.Of(key) : new VirtualKeyDraft
        {
            LastDay = DateOnly.FromDateTime(Now).AddDays(DefaultDays),
            Models = Serving.Snapshot.Providers.Count == 1 ? [Serving.Snapshot.Providers.Values[0].Name + "/*"] : [],
        };
        await using var db = await Contexts.CreateDbContextAsync();
        var teams = await db.Teams.Where(t => t.DisabledAt == null).OrderBy(t => t.Name).Select(t => new { t.Name, Customer = t.Customer!.Name }).ToListAsync();
        _teams = [.. teams.Select(t => (t.Name, (string?)t.Customer))];
        _customers = await db.Customers.Where(c => c.DisabledAt == null).OrderBy(c => c.Name).Select(c => c.Name).ToListAsync();
    }

    private async Task CancelAsync()
    {
        if (_unsaved is null || await _unsaved.MayLeaveAsync())
        {
            Dialog.Cancel();
        }
    }

    private void Left(string field) => _errors.Left(field, _draft.Check(Now, _stored));

    private void Pick(IReadOnlyList<string> models)
    {
        _draft.Models = models;
        Left("models");
    }

    private async Task SaveAsync()
    {
        var errors = _draft.Check(Now, _stored);
        if (errors.Count > 0)
        {
            _errors.Refused(errors);
            return;
        }

        _busy = true;
        var actor = await Current.ForChangeAsync();
        if (_stored is null)
        {
            await FinishAsync(await Commands.CreateAsync(actor, _draft.ToSpec()));
        }
        else
        {
            await UpdateAsync(_stored);
        }

        _busy = false;
    }

    private async Task UpdateAsync(VirtualKey stored)
    {
        _conflict = null;
        var result = await Commands.UpdateAsync(await Current.ForChangeAsync(), stored.Id, stored.Version, _draft.ToSpec(stored));
        if (result.Kind == ResultKind.Conflict && result.Errors[0].Field == "version" && await LatestAsync(stored.Id) is { } theirs)
        {
            _conflict = _draft.DifferencesTo(theirs);
            return;
        }

        await FinishAsync(result);
    }

    private async Task FinishAsync<T>(Result<T> result)
    {
        if (result.IsOk)
        {
            _unsaved?.Settle();
            Dialog.Close(result.Value);
        }
        else
        {
            _errors.Refused(result.Errors);
        }
    }

    private async Task KeepMineAsync()
    {
        _stored = await LatestAsync(_stored!.Id) ?? _stored;
        await UpdateAsync(_stored);
    }

    private async Task TakeTheirsAsync()
    {
        _stored = await LatestAsync(_stored!.Id) ?? _stored;
        (_draft, _conflict) = (VirtualKeyDraft.Of(_stored), null);
        _unsaved?.Begin(_draft);
    }

    private async Task<VirtualKey?> LatestAsync(Guid id)
    {
        await using var db = await Contexts.CreateDbContextAsync();
        return await db.VirtualKeys.AsNoTracking().Include(k => k.Team).Include(k => k.Customer).SingleOrDefaultAsync(k => k.Id == id);
    }
}
