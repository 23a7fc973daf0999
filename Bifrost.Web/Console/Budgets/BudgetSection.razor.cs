using Bifrost.Domain.Limits;
using Microsoft.AspNetCore.Components;

namespace Bifrost.Web.Console.Budgets;

/// <summary>All budgets, the nearest to its limit first.</summary>
public sealed partial class BudgetSection
{
    private IReadOnlyList<RankedBudget>? _budgets;
    private Guid? _next;
    private string? _loaded;
    private bool _failed;

    [Parameter, EditorRequired]
    public LimitsView View { get; set; } = default!;

    [Parameter]
    public Guid? After { get; set; }

    [Parameter]
    public bool MayWrite { get; set; }

    [Inject]
    private BudgetRanking Ranking { get; set; } = default!;

    [Inject]
    private NavigationManager Location { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<BudgetSection> Logger { get; set; } = default!;

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    protected override async Task OnParametersSetAsync()
    {
        // The drawer is no reason to read the list again.
        var asked = $"{View}|{After}";
        if (asked != _loaded)
        {
            _loaded = asked;
            await LoadAsync();
        }
    }

    private static string KindOf(NamedOwner owner) => owner.Kind == LimitOwnerKind.VirtualKey ? "key" : owner.KindText.Replace('_', ' ');

    private string AccountsUrl(Guid budget) => Location.GetUriWithQueryParameter("accounts", budget);

    private async Task LoadAsync()
    {
        try
        {
            (_budgets, _next) = await Ranking.PageAsync(View.Filter, View.AtLeast, After);
            _failed = false;
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException or OverflowException)
        {
            SectionFailed(Logger, exception);
            _failed = true;
        }
    }

    [LoggerMessage(EventId = 4131, Level = LogLevel.Error, Message = "The budgets could not be read.")]
    private static partial void SectionFailed(ILogger logger, Exception exception);
}
