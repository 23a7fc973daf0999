using System.Globalization;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Providers;
using Bifrost.Web.Console.Compatibility;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Console.Providers;

/// <summary>The list of providers with their health; the drawer's provider is in the address.</summary>
public sealed partial class ProvidersPage
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private IReadOnlyList<Provider>? _providers;
    private IReadOnlyDictionary<string, ProviderHealth> _health = new Dictionary<string, ProviderHealth>();
    private bool _mayWrite;
    private bool _failed;
    private bool _healthFailed;

    [SupplyParameterFromQuery(Name = "add")]
    private string? AddText { get; set; }

    private bool Add => AddressText.Flag(AddText);

    [SupplyParameterFromQuery(Name = "view")]
    private string? View { get; set; }

    [SupplyParameterFromQuery(Name = "caller")]
    private string? Caller { get; set; }

    [SupplyParameterFromQuery(Name = "upstream")]
    private string? Upstream { get; set; }

    [SupplyParameterFromQuery(Name = "feature")]
    private string? Feature { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "provider")]
    private string? OpenText { get; set; }

    private Guid? Open => AddressText.Id(OpenText);

    [Inject]
    private IDbContextFactory<BifrostDbContext> Contexts { get; set; } = default!;

    [Inject]
    private UsageSeries Series { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ILogger<ProvidersPage> Logger { get; set; } = default!;

    private Provider? Selected => Open is { } id ? _providers?.FirstOrDefault(p => p.Id == id) : null;

    internal static string AddressOf(Provider provider) =>
        provider.BaseUrl ?? ProviderCatalog.Describe(provider.Kind)?.DefaultBaseUrl ?? provider.Kind;

    internal static string Percent(long part, long whole) => whole == 0 ? "–" : (100.0 * part / whole).ToString("0.##", Invariant) + " %";

    protected override async Task OnParametersSetAsync()
    {
        if (View == CompatibilityView.Name)
        {
            return;
        }

        // Whoever comes back from adding one sees it; the drawer alone is no reason to read again.
        if (Add || (_providers is not null && (Open is null || Selected is not null)))
        {
            _providers = Add ? null : _providers;
            return;
        }

        _mayWrite = (await Current.GetAsync()).MayWrite;
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            await using var db = await Contexts.CreateDbContextAsync();
            _providers = await db.Providers.AsNoTracking().Include(p => p.Keys).OrderBy(p => p.DisabledAt != null).ThenBy(p => p.Name).ToListAsync();
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
            _health = await Series.HealthAsync(Clock.GetUtcNow().UtcDateTime);
            _healthFailed = false;
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException or FormatException)
        {
            PageFailed(Logger, exception);
            _healthFailed = true;
        }
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Error, Message = "The providers could not be read.")]
    private static partial void PageFailed(ILogger logger, Exception exception);
}
