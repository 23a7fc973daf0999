using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using MudBlazor;

namespace Bifrost.Web.Console.Budgets;

/// <summary>Edits all caps of one owner. A limit below what is spent already names what it would refuse before it is saved.</summary>
public sealed partial class LimitsDialog
{
    private LimitsDraft _draft = new();
    private IReadOnlyList<FieldError> _errors = [];
    private Unsaved? _unsaved;
    private string? _effect;
    private IReadOnlyList<FieldDifference>? _conflict;
    private int _version;
    private bool _loaded;
    private bool _failed;

    [Parameter, EditorRequired]
    public LimitOwnerKind Kind { get; set; }

    [Parameter, EditorRequired]
    public Guid Id { get; set; }

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = default!;

    [Inject]
    private LimitCommands Commands { get; set; } = default!;

    [Inject]
    private LimitEffect Effect { get; set; } = default!;

    [Inject]
    private IDbContextFactory<BifrostDbContext> Contexts { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private ILogger<LimitsDialog> Logger { get; set; } = default!;

    /// <summary>Opens the dialog; true when something was saved.</summary>
    public static async Task<bool> EditAsync(IDialogService dialogs, LimitOwnerKind kind, Guid id, string name)
    {
        var dialog = await dialogs.ShowAsync<LimitsDialog>(name, new DialogParameters<LimitsDialog> { { d => d.Kind, kind }, { d => d.Id, id }, { d => d.Name, name } }, new DialogOptions { MaxWidth = MaxWidth.Medium, FullWidth = true });
        return await dialog.Result is { Canceled: false };
    }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            (_draft, _version) = await ReadAsync();
            (_loaded, _failed, _conflict, _effect, _errors) = (true, false, null, null, []);
            _unsaved?.Begin(_draft);
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException)
        {
            DialogFailed(Logger, exception);
            _failed = true;
        }
    }

    private async Task<(LimitsDraft Draft, int Version)> ReadAsync()
    {
        await using var db = await Contexts.CreateDbContextAsync();
        var owner = await LimitOwners.FindAsync(db, Kind, Id, CancellationToken.None);
        var budgets = await db.Budgets.AsNoTracking().Where(x => x.OwnerId == Id).OrderBy(x => x.Number).ToListAsync();
        var rates = await db.RateLimits.AsNoTracking().Where(x => x.OwnerId == Id).OrderBy(x => x.Metric).ThenBy(x => x.Period).ToListAsync();
        return (LimitsDraft.Of(budgets, rates, owner?.Row.MaxConcurrency), owner?.Version ?? 0);
    }

    private async Task CancelAsync()
    {
        if (_unsaved is null || await _unsaved.MayLeaveAsync())
        {
            Dialog.Cancel();
        }
    }

    private async Task SaveAsync()
    {
        var (spec, errors) = _draft.ToSpec();
        _errors = errors;
        if (spec is null || errors.Count > 0)
        {
            return;
        }

        var effect = await Effect.OfAsync(Kind, Id, spec);
        if (effect is not null && effect != _effect)
        {
            _effect = effect;
            return;
        }

        var result = await Commands.SetAsync(await Current.ForChangeAsync(), Kind, Id, _version, spec);
        if (result.IsOk)
        {
            _unsaved?.Settle();
            Dialog.Close(true);
        }
        else if (result.Kind == ResultKind.Conflict && result.Errors[0].Field == "version")
        {
            _conflict = _draft.DifferencesTo((await ReadAsync()).Draft);
        }
        else
        {
            _errors = result.Errors;
        }
    }

    private async Task KeepMineAsync()
    {
        (_conflict, _version) = (null, (await ReadAsync()).Version);
        await SaveAsync();
    }

    [LoggerMessage(EventId = 4134, Level = LogLevel.Error, Message = "The limits of one owner could not be read.")]
    private static partial void DialogFailed(ILogger logger, Exception exception);
}
