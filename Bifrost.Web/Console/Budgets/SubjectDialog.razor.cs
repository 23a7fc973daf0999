using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Bifrost.Web.Console.Budgets;

/// <summary>Limits a model, a tag's value or an end user, or changes such limits. What they would refuse at once is named before it is saved.</summary>
public sealed partial class SubjectDialog
{
    private readonly FieldErrors _errors = new("model", "tag", "end_user", "unpriced", "unpriced.hold_usd");
    private SubjectDraft _draft = new();
    private IReadOnlyList<FieldError> _all = [];
    private Unsaved? _unsaved;
    private SubjectLimits? _stored;
    private IReadOnlyList<FieldDifference>? _conflict;
    private string? _effect;

    [Parameter]
    public LimitSubjectKind Kind { get; set; }

    [Parameter]
    public SubjectLimits? Existing { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = default!;

    [Inject]
    private LimitCommands Commands { get; set; } = default!;

    [Inject]
    private SubjectReport Report { get; set; } = default!;

    [Inject]
    private LimitEffect Effect { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    private string Noun => Kind switch
    {
        LimitSubjectKind.Model => "a model",
        LimitSubjectKind.Tag => "a tag",
        _ => "end users",
    };

    /// <summary>Opens the dialog; true when something was saved.</summary>
    public static async Task<bool> EditAsync(IDialogService dialogs, LimitSubjectKind kind, SubjectLimits? existing)
    {
        var parameters = new DialogParameters<SubjectDialog> { { d => d.Kind, kind }, { d => d.Existing, existing } };
        var dialog = await dialogs.ShowAsync<SubjectDialog>("Limits", parameters, new DialogOptions { MaxWidth = MaxWidth.Medium, FullWidth = true });
        return await dialog.Result is { Canceled: false };
    }

    /// <summary>The subject as lists name it.</summary>
    public static NamedOwner NameOf(LimitSubject subject) => new(LimitOwnerKind.Subject, subject.Kind, subject.Id, subject.Pattern, subject.Frozen, subject.FromFile);

    protected override void OnInitialized()
    {
        _stored = Existing;
        if (Existing is { } existing)
        {
            _draft = SubjectDraft.Of(existing);
        }
        else
        {
            // Limits without a limit are nothing: the form begins with the budget that one came for.
            _draft.Limits.Budgets.Add(new LimitsDraft.BudgetLine());
        }
    }

    private async Task CancelAsync()
    {
        if (_unsaved is null || await _unsaved.MayLeaveAsync())
        {
            Dialog.Cancel();
        }
    }

    private void Left(string field)
    {
        // A tag is right or wrong together with its value.
        var isHalf = Kind == LimitSubjectKind.Tag && (_draft.Tag.Trim().Length == 0 || _draft.Value.Trim().Length == 0);
        _errors.Left(field, isHalf ? [] : _draft.Check(Kind));
    }

    private async Task SaveAsync()
    {
        var (spec, errors) = _draft.ToSpec(Kind);
        Refuse(errors);
        if (spec is null || errors.Count > 0)
        {
            return;
        }

        var effect = _stored is null ? await Effect.OfNewAsync(spec) : await Effect.OfAsync(LimitOwnerKind.Subject, _stored.Subject.Id, spec.Limits);
        if (effect is not null && effect != _effect)
        {
            _effect = effect;
            return;
        }

        var actor = await Current.ForChangeAsync();
        _conflict = null;
        var result = _stored is null
            ? await Commands.CreateSubjectAsync(actor, spec)
            : await Commands.UpdateSubjectAsync(actor, _stored.Subject.Id, _stored.Subject.Version, spec);
        if (result.IsOk)
        {
            _unsaved?.Settle();
            Dialog.Close(true);
        }
        else if (result.Kind == ResultKind.Conflict && result.Errors[0].Field == "version" && await Report.FindAsync(_stored!.Subject.Id) is { } theirs)
        {
            _conflict = _draft.DifferencesTo(SubjectDraft.Of(theirs));
        }
        else
        {
            Refuse(result.Errors);
        }
    }

    private async Task KeepMineAsync()
    {
        _stored = await Report.FindAsync(_stored!.Subject.Id) ?? _stored;
        await SaveAsync();
    }

    private async Task TakeTheirsAsync()
    {
        if (await Report.FindAsync(_stored!.Subject.Id) is { } theirs)
        {
            (_stored, _draft, _conflict, _effect, _all) = (theirs, SubjectDraft.Of(theirs), null, null, []);
            _unsaved?.Begin(_draft);
        }
    }

    private void Refuse(IReadOnlyList<FieldError> errors)
    {
        _all = errors;
        _errors.Refused([.. errors.Where(x => !LimitsFields.IsShown(x.Field))]);
    }
}
