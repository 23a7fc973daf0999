using Bifrost.Domain.Governance;
using Bifrost.Domain.Usage;

namespace Bifrost.Web.AdminApi;

/// <summary><c>/usage</c>: sums over time, the same that the console draws.</summary>
internal static class UsageApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/usage", ChartAsync).Reads<UsageAnswer>().WithMetadata(new QueryField("range", "15m, 1h, 24h, 7d or 30d, until now; 24h when absent."));
        api.MapGet("/usage/totals", TotalsAsync).Reads<UsageTotals>().WithMetadata(
            new QueryField("from", "The first whole hour, UTC."), new QueryField("until", "The hour after the last, UTC."));
        api.MapGet("/usage/breakdown", BreakdownAsync).Reads<BreakdownAnswer>().WithMetadata([.. BreakdownFields]);
    }

    private static IEnumerable<QueryField> BreakdownFields =>
    [
        new("by", "customer, team, key, model, provider, tag or day; model when absent."),
        new("range", "this-month, last-month, 7d or 30d, until now; this-month when absent. Or from and until."),
        new("from", "The first whole hour or day, UTC, such as 2027-01-01."),
        new("until", "The hour or day after the last, UTC. Compared with the span of the same length before it."),
        new("sort", "cost, name, requests, input, cached, output, reasoning, list or change."),
        new("order", "asc or desc."),
        .. BreakdownReading.Filters.Select(x => new QueryField(x, $"Only of this {x}{(x == "tag" ? ", as k=v" : "")}; - for usage without one.")),
    ];

    private static async Task<IResult> BreakdownAsync(HttpContext context, BreakdownReading reading, UsageBreakdowns breakdowns, CancellationToken cancellationToken)
    {
        var query = await reading.ReadAsync(context.Request.Query.TextOf, cancellationToken);
        return query.IsOk ? Results.Json(BreakdownAnswer.Of(await breakdowns.ReadAsync(query.Value, cancellationToken))) : ApiProblem.Of(query);
    }

    private static async Task<IResult> ChartAsync(string? range, UsageSeries series, TimeProvider time, CancellationToken cancellationToken)
    {
        if (UsageRanges.Parse(range ?? "24h") is not { } known)
        {
            return ApiProblem.Invalid("range", "Write 15m, 1h, 24h, 7d or 30d.");
        }

        var chart = await series.ChartAsync(known, time.GetUtcNow().UtcDateTime, cancellationToken);
        return Results.Json(new UsageAnswer(chart.Range.ToText(), (int)chart.Step.TotalSeconds, [.. chart.Points.Select(UsageRow.Of)], UsageRow.Of(chart.Whole)));
    }

    private static async Task<IResult> TotalsAsync(HttpContext context, UsageSeries series, CancellationToken cancellationToken)
    {
        var errors = new List<FieldError>();
        var from = context.Request.Query.TimeOf("from", errors);
        var until = context.Request.Query.TimeOf("until", errors);
        foreach (var (name, hour) in new[] { ("from", from), ("until", until) })
        {
            if (hour is { } given && given.Ticks % TimeSpan.TicksPerHour != 0)
            {
                errors.Add(new(name, "Totals are kept by the hour: write a whole one."));
            }
        }

        if (errors.Count > 0)
        {
            return ApiProblem.Invalid(errors);
        }

        var spend = await series.SpendAsync(from ?? DateTime.UnixEpoch, until ?? DateTime.SpecifyKind(DateTime.MaxValue.Date, DateTimeKind.Utc), cancellationToken);
        return Results.Json(new UsageTotals(
            spend.Requests, spend.Errors, spend.InputTokens, spend.OutputTokens, spend.Cost.ToDollars(), spend.ListCost.ToDollars(), spend.Estimated, spend.Unpriced));
    }

    /// <param name="Whole">The whole range as one point.</param>
    internal sealed record UsageAnswer(string Range, int StepSeconds, IReadOnlyList<UsageRow> Points, UsageRow Whole);

    /// <param name="Unpriced">Requests whose cost is not known and not in <paramref name="CostUsd"/>.</param>
    internal sealed record UsageTotals(long Requests, long Errors, long InputTokens, long OutputTokens, decimal CostUsd, decimal ListCostUsd, long Estimated, long Unpriced);

    /// <summary>Counts over a span; percentiles in milliseconds, null where there was no value.</summary>
    internal sealed record UsageRow(
        DateTime Start, long Requests, long Refused, long ProviderErrors, long CallerAborts, long BrokenStreams, long InputTokens, long OutputTokens, long Unpriced, decimal CostUsd, PercentileRow LatencyMs, PercentileRow TtftMs, PercentileRow OverheadMs)
    {
        public static UsageRow Of(UsagePoint x) => new(
            x.Start, x.Requests, x.Refused, x.ProviderErrors, x.CallerAborts, x.BrokenStreams, x.InputTokens, x.OutputTokens, x.Unpriced, x.Cost.ToDollars(), PercentileRow.Of(x.Latency), PercentileRow.Of(x.FirstToken), PercentileRow.Of(x.Overhead));
    }

    internal sealed record PercentileRow(decimal? P50, decimal? P95, decimal? P99)
    {
        public static PercentileRow Of(Percentiles micros) => new(micros.P50 / 1_000m, micros.P95 / 1_000m, micros.P99 / 1_000m);
    }
}
