using System.ComponentModel.DataAnnotations;
using Bifrost.Domain.Limits;

namespace Bifrost.Web.AdminApi;

/// <summary>All caps of an owner as they are written: always whole, what is absent is none. A budget of the same period, zone and rolling keeps its spend.</summary>
internal sealed record LimitsBody(List<LimitsBody.Budget>? Budgets = null, List<LimitsBody.RateLimit>? RateLimits = null, int? MaxConcurrency = null)
{
    public LimitsSpec ToSpec() => new()
    {
        Budgets = [.. (Budgets ?? []).Select(x => x.ToSpec())],
        RateLimits = [.. (RateLimits ?? []).Select(x => x.ToSpec())],
        MaxConcurrency = MaxConcurrency,
    };

    /// <summary>Period is one of 1m 1h 1d 1w 1M 1Q 1Y; mode is hard or soft.</summary>
    internal sealed record Budget
    {
        [Required]
        public decimal LimitUsd { get; init; }

        [Required]
        public string Period { get; init; } = "";

        public string TimeZone { get; init; } = "UTC";

        public bool Rolling { get; init; }

        public string Mode { get; init; } = "hard";

        public List<int>? Thresholds { get; init; }

        public bool OutputCap { get; init; } = true;

        public BudgetSpec ToSpec() => new(LimitUsd, Period, TimeZone, Rolling, Mode == "soft" ? BudgetMode.Soft : BudgetMode.Hard, Thresholds, OutputCap);
    }

    /// <summary>Exactly one of the four counts.</summary>
    internal sealed record RateLimit
    {
        public long? Requests { get; init; }

        public long? Tokens { get; init; }

        public long? InputTokens { get; init; }

        public long? OutputTokens { get; init; }

        [Required]
        public string Period { get; init; } = "";

        public int Counts => new[] { Requests, Tokens, InputTokens, OutputTokens }.Count(x => x is not null);

        public RateLimitSpec ToSpec() =>
            Requests is { } requests ? new(RateMetric.Requests, requests, Period)
            : Tokens is { } tokens ? new(RateMetric.Tokens, tokens, Period)
            : InputTokens is { } input ? new(RateMetric.InputTokens, input, Period)
            : new(RateMetric.OutputTokens, OutputTokens ?? 0, Period);
    }
}
