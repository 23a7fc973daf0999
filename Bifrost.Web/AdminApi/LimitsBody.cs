using System.ComponentModel.DataAnnotations;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;

namespace Bifrost.Web.AdminApi;

/// <summary>All caps of an owner as they are written: always whole, what is absent is none. A budget of the same period, zone and rolling keeps its spend.</summary>
internal sealed record LimitsBody(List<LimitsBody.Budget?>? Budgets = null, List<LimitsBody.RateLimit?>? RateLimits = null, int? MaxConcurrency = null)
{
    /// <summary>What cannot become a spec, field by field; <see cref="ToSpec"/> may be called where nothing is.</summary>
    public List<FieldError> Check()
    {
        var errors = new List<FieldError>();
        for (var i = 0; i < (Budgets?.Count ?? 0); i++)
        {
            if (Budgets![i]?.LimitUsd is null)
            {
                errors.Add(new($"budgets[{i}].limit_usd", "This field is needed: dollars."));
            }
            else if (Budgets[i]!.Mode is not ("hard" or "soft"))
            {
                errors.Add(new($"budgets[{i}].mode", "Write hard, which refuses, or soft, which alerts alone."));
            }
        }

        for (var i = 0; i < (RateLimits?.Count ?? 0); i++)
        {
            if (RateLimits![i]?.Counts != 1)
            {
                errors.Add(new($"rate_limits[{i}]", $"Exactly one of {string.Join(", ", RateText.All)}."));
            }
        }

        return errors;
    }

    public LimitsSpec ToSpec() => new()
    {
        Budgets = [.. (Budgets ?? []).Select(x => x!.ToSpec())],
        RateLimits = [.. (RateLimits ?? []).Select(x => x!.ToSpec())],
        MaxConcurrency = MaxConcurrency,
    };

    /// <summary>Period is one of 1m 1h 1d 1w 1M 1Q 1Y; mode is hard or soft.</summary>
    internal sealed record Budget
    {
        [Required]
        public decimal? LimitUsd { get; init; }

        [Required]
        public string Period { get; init; } = "";

        public string TimeZone { get; init; } = "UTC";

        public bool Rolling { get; init; }

        public string Mode { get; init; } = "hard";

        public List<int>? Thresholds { get; init; }

        public bool OutputCap { get; init; } = true;

        public BudgetSpec ToSpec() => new(LimitUsd ?? 0, Period, TimeZone, Rolling, Mode == "soft" ? BudgetMode.Soft : BudgetMode.Hard, Thresholds, OutputCap);
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
