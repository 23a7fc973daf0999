using Bifrost.Domain.Limits;

namespace Bifrost.Web.AdminApi;

/// <summary>All caps of an owner, and how its budgets stand.</summary>
internal sealed record LimitsRow(bool Frozen, int? MaxConcurrency, IReadOnlyList<BudgetRow> Budgets, IReadOnlyList<LimitsBody.RateLimit> RateLimits, int Version)
{
    public static LimitsBody.RateLimit Shown(RateLimit x) => new()
    {
        Period = PeriodText.Of(x.Period),
        Requests = x.Metric == RateMetric.Requests ? x.Limit : null,
        Tokens = x.Metric == RateMetric.Tokens ? x.Limit : null,
        InputTokens = x.Metric == RateMetric.InputTokens ? x.Limit : null,
        OutputTokens = x.Metric == RateMetric.OutputTokens ? x.Limit : null,
    };
}
