using Bifrost.Domain.Limits;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Budgets;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Bifrost.Web.Console.CustomersAndTeams;

/// <summary>The tree of owners.</summary>
public sealed partial class CustomersAndTeamsPage
{
    private IReadOnlyList<OwnerRow>? _rows;
    private IReadOnlyDictionary<Guid, Usd>? _spend;
    private ILookup<Guid, BudgetStatus>? _budgets;
    private ILookup<Guid, RateLimit>? _rates;
    private string? _refused;
    private Guid? _freezeAsked;
    private bool _mayWrite;
    private bool _failed;
    private bool _spendFailed;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    /// <summary>Of which owner to ask at once whether it is frozen or let go on.</summary>
    [SupplyParameterFromQuery(Name = "freeze")]
    private string? FreezeText { get; set; }

    private Guid? Freeze => AddressText.Id(FreezeText);

    [Inject]
    private OwnerTree Tree { get; set; } = default!;

    [Inject]
    private OwnerSpend Usage { get; set; } = default!;

    [Inject]
    private BudgetReport Report { get; set; } = default!;

    [Inject]
    private OwnerFreeze Freezing { get; set; } = default!;

    [Inject]
    private TenancyCommands Commands { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private NavigationManager Location { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<CustomersAndTeamsPage> Logger { get; set; } = default!;

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    private IReadOnlyList<OwnerRow> Shown => OwnerTree.Matching(_rows!, Text);

    protected override async Task OnInitializedAsync()
    {
        _mayWrite = (await Current.GetAsync()).MayWrite;
        await LoadAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        // A navigation closes every dialog: the address is cleaned first, and once, then the dialog opens.
        if (Freeze is { } asked)
        {
            if (_freezeAsked is null)
            {
                _freezeAsked = asked;
                Location.NavigateTo(Location.GetUriWithQueryParameter("freeze", (Guid?)null), replace: true);
            }
        }
        else if (_freezeAsked is { } id)
        {
            _freezeAsked = null;
            await LoadAsync();
            if (_rows?.FirstOrDefault(x => x.Id == id && x.DisabledAt is null) is not { } row)
            {
                _refused = "There is no such customer or team, or it is disabled.";
            }
            else if (_mayWrite)
            {
                await FreezeAsync(row);
            }
        }
    }

    private static string KeysUrl(OwnerRow row) =>
        $"{ConsoleUrls.VirtualKeys}?{(row.Kind == OwnerKind.Customer ? "customer" : "team")}={Uri.EscapeDataString(row.Name)}";

    private string CountOf(OwnerKind kind, string word) => Counted.Of(Shown.Count(r => r.Kind == kind), word);

    private void Search(ChangeEventArgs args) =>
        Location.NavigateTo(Location.GetUriWithQueryParameter("q", args.Value?.ToString() is { Length: > 0 } text ? text : null));

    private async Task LoadAsync()
    {
        try
        {
            _rows = await Tree.ReadAsync();
            _failed = false;
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException)
        {
            PageFailed(Logger, exception);
            _failed = true;
            return;
        }

        try
        {
            _spend = await Usage.ByOwnerAsync(new DateTime(Now.Year, Now.Month, 1, 0, 0, 0, DateTimeKind.Utc));
            _budgets = await Report.ByOwnerAsync(x => x.OwnerKind == LimitOwnerKind.Customer || x.OwnerKind == LimitOwnerKind.Team);
            _rates = await Tree.ReadRatesAsync();
            _spendFailed = false;
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException or OverflowException)
        {
            PageFailed(Logger, exception);
            (_spend, _budgets, _rates, _spendFailed) = (null, null, null, true);
        }
    }

    private async Task EditAsync(OwnerKind kind, OwnerRow? row)
    {
        var parameters = new DialogParameters<OwnerEditor> { { d => d.Kind, kind }, { d => d.Existing, row } };
        var dialog = await Dialogs.ShowAsync<OwnerEditor>("Edit", parameters);
        if (await dialog.Result is { Canceled: false })
        {
            _refused = null;
            await LoadAsync();
        }
    }

    private bool HasLimits(OwnerRow row) => _budgets is not null && _rates is not null && (_budgets.Contains(row.Id) || _rates.Contains(row.Id) || row.MaxConcurrency is not null);

    private static LimitOwnerKind KindOf(OwnerRow row) => row.Kind == OwnerKind.Customer ? LimitOwnerKind.Customer : LimitOwnerKind.Team;

    private async Task EditLimitsAsync(OwnerRow row)
    {
        if (await LimitsDialog.EditAsync(Dialogs, KindOf(row), row.Id, $"{(row.Kind == OwnerKind.Customer ? "customer" : "team")} {row.Name}"))
        {
            _refused = null;
            await LoadAsync();
        }
    }

    private async Task FreezeAsync(OwnerRow row)
    {
        var customer = row.Customer is null ? null : _rows!.FirstOrDefault(x => x.Kind == OwnerKind.Customer && x.Name == row.Customer);
        var (done, refused) = await Freezing.AskAsync(KindOf(row), row.Id, row.Name, row.Frozen, customer is { Frozen: true } ? $"customer {customer.Name}" : null);
        if (done)
        {
            _refused = refused;
            await LoadAsync();
        }
    }

    private async Task DisableAsync(OwnerRow row)
    {
        var id = row.Id;
        var hour = Now.AddHours(-1);
        var requests = row.Kind == OwnerKind.Customer
            ? await Usage.RequestsSinceAsync(r => r.CustomerId == id, hour)
            : await Usage.RequestsSinceAsync(r => r.TeamId == id, hour);
        var teams = _rows!.Count(r => r.Customer == row.Name && row.Kind == OwnerKind.Customer);
        var whose = teams == 0 ? "" : teams == 1 ? ", with those of its team," : $", with those of its {teams} teams,";
        var effect = $"{Counted.Of(row.Keys, "key")}{whose} stop{(row.Keys == 1 ? "s" : "")} working now; {Counted.Of(requests, "request")} in the last hour. It can be enabled again, and its spend stays.";
        if (await ConfirmDialog.AskAsync(Dialogs, $"Disable {row.Name}", effect, "Disable"))
        {
            await SetEnabledAsync(row, false);
        }
    }

    private async Task SetEnabledAsync(OwnerRow row, bool enabled)
    {
        var actor = await Current.ForChangeAsync();
        if (row.Kind == OwnerKind.Customer)
        {
            var result = await Commands.SetCustomerEnabledAsync(actor, row.Id, enabled);
            _refused = result.IsOk ? null : result.Summary;
        }
        else
        {
            var result = await Commands.SetTeamEnabledAsync(actor, row.Id, enabled);
            _refused = result.IsOk ? null : result.Summary;
        }

        await LoadAsync();
    }

    [LoggerMessage(EventId = 4121, Level = LogLevel.Error, Message = "Customers and teams could not be read.")]
    private static partial void PageFailed(ILogger logger, Exception exception);
}
