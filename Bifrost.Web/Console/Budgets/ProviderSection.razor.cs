using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Web.Console.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using MudBlazor;

namespace Bifrost.Web.Console.Budgets;

/// <summary>The limits of providers that are enabled.</summary>
public sealed partial class ProviderSection
{
    private List<Row>? _rows;
    private ILookup<Guid, BudgetStatus>? _budgets;
    private ILookup<Guid, RateLimit>? _rates;
    private string? _refused;
    private bool _failed;

    /// <summary>A part of the name.</summary>
    [Parameter]
    public string? Text { get; set; }

    [Parameter]
    public bool MayWrite { get; set; }

    [Inject]
    private BudgetReport Report { get; set; } = default!;

    [Inject]
    private OwnerFreeze Freezing { get; set; } = default!;

    [Inject]
    private IDbContextFactory<BifrostDbContext> Contexts { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<ProviderSection> Logger { get; set; } = default!;

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    private List<Row> Shown => Text is { } text ? _rows!.FindAll(x => x.Name.Contains(text, StringComparison.OrdinalIgnoreCase)) : _rows!;

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            await using var db = await Contexts.CreateDbContextAsync();
            _rates = (await db.RateLimits.AsNoTracking().Where(x => x.OwnerKind == LimitOwnerKind.Provider).OrderBy(x => x.Metric).ThenBy(x => x.Period).ToListAsync()).ToLookup(x => x.OwnerId);
            _budgets = await Report.ByOwnerAsync(x => x.OwnerKind == LimitOwnerKind.Provider);
            _rows = await db.Providers.AsNoTracking().Where(x => x.DisabledAt == null).OrderBy(x => x.Name).Select(x => new Row(x.Id, x.Name, x.Frozen, x.FromFile, x.MaxConcurrency)).ToListAsync();
            _failed = false;
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException or OverflowException)
        {
            SectionFailed(Logger, exception);
            _failed = true;
        }
    }

    private async Task EditAsync(Row row)
    {
        if (await LimitsDialog.EditAsync(Dialogs, LimitOwnerKind.Provider, row.Id, $"provider {row.Name}"))
        {
            _refused = null;
            await LoadAsync();
        }
    }

    private async Task FreezeAsync(Row row)
    {
        var (done, refused) = await Freezing.AskAsync(LimitOwnerKind.Provider, row.Id, $"provider {row.Name}", row.Frozen);
        if (done)
        {
            _refused = refused;
            await LoadAsync();
        }
    }

    private sealed record Row(Guid Id, string Name, bool Frozen, bool FromFile, int? MaxConcurrency);

    [LoggerMessage(EventId = 4133, Level = LogLevel.Error, Message = "Limits of providers could not be read.")]
    private static partial void SectionFailed(ILogger logger, Exception exception);
}
