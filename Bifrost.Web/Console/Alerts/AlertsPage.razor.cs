using Bifrost.Domain.Alerts;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Bifrost.Web.Console.Alerts;

/// <summary>The list of alerts, filtered by its address, and beside it the webhooks.</summary>
public sealed partial class AlertsPage : IDisposable
{
    private const int PageSize = 50;
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(10);

    private LiveSubscription? _subscription;
    private List<Alert>? _alerts;
    private Exception? _cause;
    private bool _more;
    private bool _failed;

    [Inject]
    private AlertQueries Queries { get; set; } = default!;

    [Inject]
    private LiveUpdates Updates { get; set; } = default!;

    [Inject]
    private LiveConnection Connection { get; set; } = default!;

    [Inject]
    private NavigationManager Location { get; set; } = default!;

    [Inject]
    private ILogger<AlertsPage> Logger { get; set; } = default!;

    [SupplyParameterFromQuery]
    private string? View { get; set; }

    [SupplyParameterFromQuery]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery]
    private string? Severity { get; set; }

    [SupplyParameterFromQuery]
    private string? Subject { get; set; }

    [SupplyParameterFromQuery(Name = "before")]
    private string? BeforeText { get; set; }

    private Guid? Before => AddressText.Cursor(BeforeText);

    /// <summary>The webhook whose drawer is open.</summary>
    [SupplyParameterFromQuery(Name = "webhook")]
    private string? WebhookText { get; set; }

    private Guid? Webhook => AddressText.Id(WebhookText);

    [SupplyParameterFromQuery(Name = "create")]
    private string? CreateText { get; set; }

    private bool Create => AddressText.Flag(CreateText);

    private AlertFilter Filter => new(AlertKinds.Parse(Kind), AlertWords.ParseSeverity(Severity), string.IsNullOrWhiteSpace(Subject) ? null : Subject.Trim());

    private IReadOnlyList<FilterChip> Chips =>
    [
        .. new (string Parameter, string Label, string? Value)[]
        {
            ("kind", "Kind", Filter.Kind is { } kind ? AlertWords.Of(kind) : null), ("severity", "Severity", Filter.Severity is { } severity ? AlertWords.Of(severity) : null), ("subject", "Subject", Filter.Subject),
        }.Where(c => c.Value is not null).Select(c => new FilterChip(c.Parameter, c.Label, c.Value!)),
    ];

    public void Dispose() => _subscription?.Dispose();

    protected override Task OnParametersSetAsync() => View == WebhooksView.Name ? Task.CompletedTask : LoadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _subscription = Updates.SubscribeToAlerts(UpdateAsync, AtMost, AtLeast);
        }
    }

    // An older page does not move under the reader.
    private Task UpdateAsync() => View == WebhooksView.Name || Before is not null || !Connection.IsUp ? Task.CompletedTask : InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });

    private async Task LoadAsync()
    {
        try
        {
            var page = await Queries.ListAsync(Filter, Before, PageSize + 1);
            (_more, _alerts, _failed) = (page.Count > PageSize, page[..Math.Min(page.Count, PageSize)], false);
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException)
        {
            if (!_failed)
            {
                Logger.LogReadFailure(exception, "The list of alerts");
            }

            (_failed, _cause) = (true, exception);
        }
    }

    private void Set(string parameter, object? value) => Location.NavigateTo(With(parameter, value as string));

    private string With(string parameter, string? value) => Location.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["before"] = null,
        [parameter] = string.IsNullOrWhiteSpace(value) ? null : value,
    });
}
