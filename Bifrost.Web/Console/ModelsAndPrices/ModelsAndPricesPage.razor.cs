using System.Globalization;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Providers.Prices;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using MudBlazor;

namespace Bifrost.Web.Console.ModelsAndPrices;

/// <summary>The models of the providers that are served, with the price that holds now and where it comes from.</summary>
public sealed partial class ModelsAndPricesPage
{
    private const int PageSize = 100;
    private static readonly TimeSpan ServedWithin = TimeSpan.FromSeconds(2);

    private IReadOnlyList<ProviderModels>? _providers;
    private IReadOnlyList<PriceEntry> _own = [];
    private string? _refused;
    private string? _priceAsked;
    private bool _cleaning;
    private bool _mayWrite;
    private bool _failed;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "show")]
    private string? Show { get; set; }

    /// <summary>A model whose price is to be set at once.</summary>
    [SupplyParameterFromQuery(Name = "price")]
    private string? PriceOf { get; set; }

    [SupplyParameterFromQuery(Name = "start")]
    private string? StartText { get; set; }

    private int Start => (int)Math.Min(AddressText.Number(StartText) ?? 0, int.MaxValue);

    [Inject]
    private ModelChoices Choices { get; set; } = default!;

    [Inject]
    private Bifrost.Gateway.Runtime.SnapshotLoop Serving { get; set; } = default!;

    [Inject]
    private PriceCommands Commands { get; set; } = default!;

    [Inject]
    private IDbContextFactory<BifrostDbContext> Contexts { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private NavigationManager Location { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<ModelsAndPricesPage> Logger { get; set; } = default!;

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    private List<AvailableModel> Found => [.. _providers!.SelectMany(p => p.Models).Where(new ModelFilter(Text, Show).Matches)];

    private IEnumerable<AvailableModel> Page => Found.Skip(Start).Take(PageSize);

    private int Unpriced => Found.Count(m => m.Price is null);

    private IReadOnlyList<FilterChip> Chips =>
    [
        .. new (string Parameter, string Label, string? Value)[] { ("q", "Search", Text), ("show", "Only", Show) }
            .Where(c => !string.IsNullOrEmpty(c.Value)).Select(c => new FilterChip(c.Parameter, c.Label, c.Value!)),
    ];

    protected override async Task OnInitializedAsync()
    {
        _mayWrite = (await Current.GetAsync()).MayWrite;
        await LoadAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        // A navigation closes every dialog: the address is cleaned first, and once, then the dialog opens.
        if (PriceOf is { Length: > 0 } model && _mayWrite)
        {
            if (!_cleaning)
            {
                (_cleaning, _priceAsked) = (true, model);
                Location.NavigateTo(Location.GetUriWithQueryParameter("price", (string?)null), replace: true);
            }

            return;
        }

        _cleaning = false;
        if (_priceAsked is { } asked && _providers is not null)
        {
            _priceAsked = null;
            await SetPriceAsync(asked);
        }
    }

    private static string Words(PriceEntry entry)
    {
        (string Name, decimal? Dollars)[] rates =
        [
            ("input", entry.InputPerMtok), ("cached", entry.CachedInputPerMtok), ("cache write", entry.CacheWritePerMtok), ("cache write 1 h", entry.CacheWrite1hPerMtok),
            ("output", entry.OutputPerMtok), ("reasoning", entry.ReasoningPerMtok), ("per 1,000 requests", entry.RequestsPerThousand),
            ("per image", entry.PerImage), ("per hour of audio", entry.PerAudioHour), ("per million characters", entry.PerMchar), ("per 1,000 searches", entry.SearchesPerThousand),
        ];
        var words = rates.Where(r => r.Dollars is not null).Select(r => $"{r.Name} ${r.Dollars!.Value.ToString("#,##0.00########", CultureInfo.InvariantCulture)}");
        return string.Join(", ", entry.DiscountPercent is { } percent ? words.Append($"discount {percent.ToString("0.######", CultureInfo.InvariantCulture)} %") : words);
    }

    private string StartUrl(int? start) => Location.GetUriWithQueryParameter("start", start);

    private void Go(string? q = null, string? show = null) => Location.NavigateTo(Location.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["q"] = (q ?? Text) is { Length: > 0 } text ? text : null,
        ["show"] = (show ?? Show) is { Length: > 0 } only ? only : null,
        ["start"] = null,
    }));

    private async Task LoadAsync()
    {
        try
        {
            await using var db = await Contexts.CreateDbContextAsync();
            _own = await db.Prices.AsNoTracking().Where(p => p.EndsAt == null).OrderBy(p => p.Model).ThenByDescending(p => p.EffectiveFrom).ToListAsync();
            _providers = await Choices.ByProviderAsync();
            _failed = false;
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException)
        {
            PageFailed(Logger, exception);
            _failed = true;
        }
    }

    private async Task SetPriceAsync(string model)
    {
        var names = _providers!.SelectMany(p => p.Models).Select(m => m.Name).ToList();
        var revision = Serving.Revision;
        var parameters = new DialogParameters<PriceEditor> { { d => d.Models, names }, { d => d.Model, model } };
        var dialog = await Dialogs.ShowAsync<PriceEditor>("Set a price", parameters);
        if (await dialog.Result is { Canceled: false })
        {
            await ServedAsync(revision);
        }
    }

    private async Task WithdrawAsync(PriceEntry entry)
    {
        var revision = Serving.Revision;
        var effect = $"From now on {entry.Model} is billed at the next price that fits: an older own one, or the book's. Records keep the price that they had.";
        if (!await ConfirmDialog.AskAsync(Dialogs, "Withdraw this price", effect, "Withdraw"))
        {
            return;
        }

        var result = await Commands.WithdrawAsync(await Current.ForChangeAsync(), entry.Id);
        _refused = result.IsOk ? null : result.Summary;
        await ServedAsync(revision);
    }

    // The list shows what is served: it waits a moment for the new revision.
    private async Task ServedAsync(long before)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), Clock);
        var started = Clock.GetTimestamp();
        while (Serving.Revision == before && Clock.GetElapsedTime(started) < ServedWithin && await timer.WaitForNextTickAsync())
        {
            // The loop is woken by the command.
        }

        await LoadAsync();
    }

    [LoggerMessage(EventId = 4131, Level = LogLevel.Error, Message = "Models and prices could not be read.")]
    private static partial void PageFailed(ILogger logger, Exception exception);
}
