using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Bifrost.Web.Console.Shared;

/// <summary>
/// The one chart (ApexCharts behind it, loaded when first drawn). New series are drawn into the standing chart; give
/// it a new <see cref="Series"/> list to update, at most ten times a second.
/// </summary>
public sealed partial class Chart
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private const int LegendHeight = 28;

    private readonly HashSet<string> _hidden = new(StringComparer.Ordinal);
    private ElementReference _element;
    private IJSObjectReference? _module;
    private IJSObjectReference? _chart;
    private IReadOnlyList<ChartSeries>? _drawn;
    private bool _asTable;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter]
    public ChartKind Kind { get; set; }

    [Parameter]
    public ChartUnit Unit { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<ChartSeries> Series { get; set; } = [];

    /// <summary>Pixels, with a line of names below it where there are several series; more lines make it taller.</summary>
    [Parameter]
    public int Height { get; set; } = 200;

    private bool HasLegend => Kind != ChartKind.Sparkline && Series.Count > 1;

    private int PlotHeight => HasLegend ? Height - LegendHeight : Height;

    private string Description => Series.Count == 0
        ? $"{Title}: no data."
        : $"{Title}: " + string.Join("; ", Series.Select(s => $"{s.Name}, latest {Text(s.Points.Count == 0 ? null : s.Points[^1].Value)}")) + ".";

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_chart is not null)
            {
                await _chart.InvokeVoidAsync("destroy");
                await _chart.DisposeAsync();
            }

            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the chart with it.
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (ReferenceEquals(_drawn, Series))
        {
            return;
        }

        _drawn = Series;
        if (_chart is null)
        {
            _module = await Js.InvokeAsync<IJSObjectReference>("import", "/Console/Shared/Chart.razor.js");
            _chart = await _module.InvokeAsync<IJSObjectReference>("draw", _element, new { kind = Kind.ToString(), unit = Unit.ToString(), height = PlotHeight }, Wire());
        }
        else
        {
            await _chart.InvokeVoidAsync("update", (object)Wire(), PlotHeight);
        }
    }

    // The palette's rule of Chart.razor.js.
    private static string ColourOf(ChartSeries series, int index) => series switch
    {
        { Tone: { } tone } => $"var(--{tone})",
        { Weight: > 0 and var weight } => $"color-mix(in srgb, var(--chart-1) {(weight == 1 ? 100 : weight == 2 ? 78 : 58)}%, var(--surface))",
        _ => $"var(--chart-{(index % 8) + 1})",
    };

    private async Task ToggleAsync(string name)
    {
        if (!_hidden.Remove(name))
        {
            _hidden.Add(name);
        }

        if (_chart is not null)
        {
            await _chart.InvokeVoidAsync("hide", (object)_hidden.ToArray());
        }
    }

    private object[] Wire() =>
    [
        .. Series.Select(s => new
        {
            name = s.Name,
            tone = s.Tone,
            weight = s.Weight,
            data = s.Points.Skip(Math.Max(0, s.Points.Count - ChartSeries.MaxPoints))
                .Select(p => new object?[] { new DateTimeOffset(p.Time, TimeSpan.Zero).ToUnixTimeMilliseconds(), p.Value }),
        }),
    ];

    private string Text(double? value) => value is not { } v ? "–" : Unit switch
    {
        ChartUnit.Dollars => Bifrost.Domain.Usage.Usd.FromDollars((decimal)v).ToDisplay(),
        ChartUnit.Milliseconds => Micros.ToText((long)Math.Round(v * 1_000)),
        ChartUnit.Percent => v.ToString("0.##", Invariant) + " %",
        ChartUnit.PerSecond => v.ToString("0.##", Invariant) + "/s",
        _ => v.ToString("#,0.##", Invariant),
    };
}
