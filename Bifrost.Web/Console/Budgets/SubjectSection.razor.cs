using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Bifrost.Web.Console.Budgets;

/// <summary>The limits of models, of tags or of end users.</summary>
public sealed partial class SubjectSection
{
    private const int PageSize = 50;

    private IReadOnlyList<SubjectLimits>? _rows;
    private Guid? _next;
    private string? _loaded;
    private string? _refused;
    private bool _failed;

    [Parameter, EditorRequired]
    public LimitSubjectKind Kind { get; set; }

    /// <summary>A part of the pattern.</summary>
    [Parameter]
    public string? Text { get; set; }

    [Parameter]
    public Guid? After { get; set; }

    [Parameter]
    public bool MayWrite { get; set; }

    [Parameter, EditorRequired]
    public string AddWords { get; set; } = "";

    [Inject]
    private SubjectReport Report { get; set; } = default!;

    [Inject]
    private LimitCommands Commands { get; set; } = default!;

    [Inject]
    private OwnerFreeze Freezing { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private NavigationManager Location { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<SubjectSection> Logger { get; set; } = default!;

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    private string Column => Kind switch
    {
        LimitSubjectKind.Model => "Model",
        LimitSubjectKind.Tag => "Tag",
        _ => "End user",
    };

    private string EmptyTitle => Kind switch
    {
        LimitSubjectKind.Model => "No model is limited",
        LimitSubjectKind.Tag => "No tag is limited",
        _ => "No end user is limited",
    };

    private string EmptyText => Kind switch
    {
        LimitSubjectKind.Model => "Caps what all callers together may spend on a model or a pattern of models, and says what becomes of calls that have no price.",
        LimitSubjectKind.Tag => "Caps what calls with a tag may spend, such as feature=chat: of one value, or of each value by itself.",
        _ => "Caps what an end user of your application may spend: one of them, or each by itself.",
    };

    /// <summary>Opens the form for new limits.</summary>
    public async Task AddAsync()
    {
        if (await SubjectDialog.EditAsync(Dialogs, Kind, null))
        {
            await LoadAsync();
            StateHasChanged();
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        // The drawer is no reason to read the list again.
        var asked = $"{Text}|{After}";
        if (asked != _loaded)
        {
            _loaded = asked;
            await LoadAsync();
        }
    }

    private static string UnpricedWords(LimitSubject subject) => "Without a price: " + subject.Unpriced switch
    {
        UnpricedRule.Allow => "sent, costs the budget nothing",
        UnpricedRule.Hold => $"{new Usd(subject.UnpricedHoldNanos).ToExactDisplay()} a call",
        _ => "refused under a hard budget",
    };

    private string AccountsUrl(Guid budget) => Location.GetUriWithQueryParameter("accounts", budget);

    private async Task LoadAsync()
    {
        try
        {
            var read = await Report.PageAsync(Kind, Text, After, PageSize + 1);
            _next = read.Count > PageSize ? read[PageSize - 1].Subject.Id : null;
            _rows = [.. read.Take(PageSize)];
            _failed = false;
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException or OverflowException)
        {
            SectionFailed(Logger, exception);
            _failed = true;
        }
    }

    private async Task EditAsync(SubjectLimits row)
    {
        if (await SubjectDialog.EditAsync(Dialogs, Kind, row))
        {
            _refused = null;
            await LoadAsync();
        }
    }

    private async Task FreezeAsync(SubjectLimits row)
    {
        var (done, refused) = await Freezing.AskAsync(LimitOwnerKind.Subject, row.Subject.Id, SubjectDialog.NameOf(row.Subject).Words, row.Subject.Frozen);
        if (done)
        {
            _refused = refused;
            await LoadAsync();
        }
    }

    private async Task DeleteAsync(SubjectLimits row)
    {
        var name = SubjectDialog.NameOf(row.Subject).Words;
        var spent = row.Budgets.FirstOrDefault(x => x.Spent > Usd.Zero) is { } budget ? $" {budget.Spent.ToExactDisplay()} of {new BudgetWords(budget, Now).Limit} is spent." : "";
        if (!await ConfirmDialog.AskAsync(Dialogs, $"Delete the limits of {name}", $"Calls of {name} are capped by these limits no more.{spent} Records and usage stay.", "Delete"))
        {
            return;
        }

        var result = await Commands.RemoveSubjectAsync(await Current.ForChangeAsync(), row.Subject.Id, row.Subject.Version);
        _refused = result.IsOk ? null : result.Summary;
        await LoadAsync();
    }

    [LoggerMessage(EventId = 4132, Level = LogLevel.Error, Message = "Limits of models, tags or end users could not be read.")]
    private static partial void SectionFailed(ILogger logger, Exception exception);
}
