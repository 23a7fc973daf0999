using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Bifrost.Web.Console.VirtualKeys;

/// <summary>The list of keys. Search, state, order, page and drawer are in the address; the secret of a new key is nowhere but here.</summary>
public sealed partial class VirtualKeysPage
{
    private VirtualKeyPage? _page;
    private IReadOnlyDictionary<Guid, UsageSpend>? _spend;
    private ILookup<Guid, BudgetStatus>? _budgets;
    private IssuedKey? _issued;
    private string? _loaded;
    private bool _rotated;
    private bool _createAsked;
    private bool _cleaning;
    private bool _freezeAsked;
    private bool _mayWrite;
    private bool _failed;
    private bool _spendFailed;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? State { get; set; }

    [SupplyParameterFromQuery(Name = "team")]
    private string? Team { get; set; }

    [SupplyParameterFromQuery(Name = "customer")]
    private string? Customer { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "after")]
    private string? AfterText { get; set; }

    private Guid? After => AddressText.Cursor(AfterText);

    [SupplyParameterFromQuery(Name = "key")]
    private string? OpenText { get; set; }

    private Guid? Open => AddressText.Id(OpenText);

    [SupplyParameterFromQuery(Name = "create")]
    private string? CreateText { get; set; }

    private bool Create => AddressText.Flag(CreateText);

    /// <summary>The open key's drawer asks at once whether to freeze it, or to lift its freeze.</summary>
    [SupplyParameterFromQuery(Name = "freeze")]
    private string? FreezeText { get; set; }

    private bool Freeze => AddressText.Flag(FreezeText);

    [Inject]
    private VirtualKeyList List { get; set; } = default!;

    [Inject]
    private UsageSeries Usage { get; set; } = default!;

    [Inject]
    private BudgetReport Report { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private NavigationManager Location { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<VirtualKeysPage> Logger { get; set; } = default!;

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    private VirtualKeyFilter Filter => VirtualKeyFilter.Read(name => name switch { "q" => Text, "state" => State, "team" => Team, "customer" => Customer, _ => Sort });

    private bool IsVirgin => _page is { Total: 0 } && string.IsNullOrEmpty(Text) && string.IsNullOrEmpty(State) && Team is null && Customer is null;

    private string ClosedUrl => Location.GetUriWithQueryParameter("key", (Guid?)null);

    private string FirstPageUrl => Location.GetUriWithQueryParameter("after", (Guid?)null);

    private IReadOnlyList<FilterChip> Chips =>
    [
        .. new (string Parameter, string Label, string? Value)[] { ("q", "Search", Text), ("state", "State", State), ("team", "Team", Team), ("customer", "Customer", Customer) }
            .Where(c => !string.IsNullOrEmpty(c.Value)).Select(c => new FilterChip(c.Parameter, c.Label, c.Value!)),
    ];

    protected override async Task OnParametersSetAsync()
    {
        // The drawer's key is no reason to read the list again.
        var asked = $"{Filter}|{After}";
        if (asked != _loaded)
        {
            _loaded = asked;
            _mayWrite = (await Current.GetAsync()).MayWrite;
            await LoadAsync();
        }

        // A navigation closes every dialog: the address is cleaned first, and once, then the dialog opens.
        if ((Create && _mayWrite) || Freeze)
        {
            if (!_cleaning)
            {
                (_cleaning, _createAsked, _freezeAsked) = (true, Create && _mayWrite, Freeze);
                Location.NavigateTo(Location.GetUriWithQueryParameters(new Dictionary<string, object?> { ["create"] = null, ["freeze"] = null }), replace: true);
            }

            return;
        }

        _cleaning = false;
        if (_createAsked)
        {
            _createAsked = false;
            await CreateAsync();
        }
    }

    private static string ModelWords(List<string> models) => models.Count switch
    {
        0 => "nothing",
        <= 2 => string.Join(", ", models),
        _ => $"{models[0]}, {models[1]} and {models.Count - 2} more",
    };

    private string PageUrl(Guid next) => Location.GetUriWithQueryParameter("after", next);

    private string DrawerUrl(Guid id) => Location.GetUriWithQueryParameter("key", id);

    private void Go(string? q = null, string? state = null, string? sort = null) => Location.NavigateTo(Location.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["q"] = Kept(q, Text),
        ["state"] = Kept(state, State),
        ["sort"] = Kept(sort, Sort),
        ["after"] = null,
        ["key"] = null,
    }));

    // Null was not asked to change; empty takes the filter away.
    private static string? Kept(string? asked, string? now) => (asked ?? now)?.Trim() is { Length: > 0 } text ? text : null;

    private async Task LoadAsync()
    {
        try
        {
            _page = await List.PageAsync(Filter, After);
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
            var ids = _page.Rows.Select(r => r.Id).ToList();
            _spend = await Usage.SpendByKeyAsync(ids, Now.AddDays(-30), Now.AddHours(1));
            _budgets = await Report.ByOwnerAsync(x => ids.Contains(x.OwnerId));
            _spendFailed = false;
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException or OverflowException)
        {
            PageFailed(Logger, exception);
            (_spend, _budgets, _spendFailed) = (null, null, true);
        }
    }

    private async Task CreateAsync()
    {
        var dialog = await Dialogs.ShowAsync<KeyEditor>("Create a virtual key");
        if (await dialog.Result is { Canceled: false, Data: IssuedKey issued })
        {
            (_issued, _rotated) = (issued, false);
            StateHasChanged();
        }
    }

    private void ShowRotated(IssuedKey issued) => (_issued, _rotated) = (issued, true);

    private Task DoneAsync()
    {
        _issued = null;
        return LoadAsync();
    }

    [LoggerMessage(EventId = 4111, Level = LogLevel.Error, Message = "The virtual keys could not be read.")]
    private static partial void PageFailed(ILogger logger, Exception exception);
}
