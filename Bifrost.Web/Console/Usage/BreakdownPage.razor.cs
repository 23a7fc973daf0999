using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Bifrost.Web.Console.Usage;

/// <summary>Usage by any dimension. All that is shown is computed by <see cref="UsageBreakdowns"/>; here it is drawn.</summary>
public sealed partial class BreakdownPage
{
    private BreakdownView _view = BreakdownView.Read(_ => null);
    private UsageBreakdown? _breakdown;
    private IReadOnlyList<ChartSeries> _series = [];
    private Exception? _cause;
    private string? _problem;
    private string? _shown;
    private bool _failed;

    [SupplyParameterFromQuery(Name = "by")]
    private string? By { get; set; }

    [Inject]
    private BreakdownReading Reading { get; set; } = default!;

    [Inject]
    private UsageBreakdowns Breakdowns { get; set; } = default!;

    [Inject]
    private NavigationManager Location { get; set; } = default!;

    [Inject]
    private ILogger<BreakdownPage> Logger { get; set; } = default!;

    /// <summary>What the chart's title calls a dimension.</summary>
    internal static string Word(UsageDimension by) => by.ToString().ToLowerInvariant();

    // Asking for one parameter is enough to be told of every change of the address.
    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Location.Uri)
        {
            return;
        }

        var query = QueryHelpers.ParseQuery(new Uri(Location.Uri).Query);
        _view = BreakdownView.Read(name => query.TryGetValue(name, out var value) ? value.ToString() : null);
        _shown = Location.Uri;
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var shown = _shown;
        try
        {
            var query = await Reading.ReadAsync(name => _view[name]);
            var breakdown = query.IsOk ? await Breakdowns.ReadAsync(query.Value) : null;
            if (shown != _shown)
            {
                return;
            }

            (_problem, _failed, _cause) = (query.IsOk ? null : query.Summary, false, null);
            _breakdown = breakdown;
            _series = breakdown is null ? [] : [.. breakdown.Series.Select(s => new ChartSeries(s.Name, [.. s.Costs.Select((cost, i) => new ChartPoint(breakdown.Steps[i], (double)cost.ToDollars()))]))];
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Logger.LogReadFailure(exception, "Usage");
            (_failed, _cause) = (true, exception);
        }
    }
}
