using System.Globalization;

namespace Bifrost.Domain.Limits;

/// <summary>Budgets and limits as people read them: in refusals, differences and pages alike.</summary>
public static class LimitWords
{
    /// <summary><c>a day (Europe/Berlin)</c>, <c>in any month</c>.</summary>
    public static string Window(Period period, string zone, bool rolling) =>
        rolling ? $"in any {PeriodText.Word(period)}"
        : zone == "UTC" ? PeriodText.Each(period)
        : $"{PeriodText.Each(period)} ({zone})";

    /// <inheritdoc cref="Window(Period, string, bool)"/>
    public static string Window(Budget budget) => Window(budget.Period, budget.TimeZone, budget.Rolling);

    /// <summary><c>600 requests a minute</c>.</summary>
    public static string Rate(RateMetric metric, long limit, Period period) =>
        string.Create(CultureInfo.InvariantCulture, $"{limit:N0} {RateText.Of(metric).Replace('_', ' ')} {PeriodText.Each(period)}");
}
