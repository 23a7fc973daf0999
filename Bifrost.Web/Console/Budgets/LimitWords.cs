using System.Globalization;
using Bifrost.Domain.Limits;

namespace Bifrost.Web.Console.Budgets;

/// <summary>Limits as people read them.</summary>
internal static class LimitWords
{
    /// <summary><c>a day (Europe/Berlin)</c>, <c>in any month</c>.</summary>
    public static string Window(Budget budget) =>
        budget.Rolling ? $"in any {PeriodText.Word(budget.Period)}"
        : budget.TimeZone == "UTC" ? $"a {PeriodText.Word(budget.Period)}"
        : $"a {PeriodText.Word(budget.Period)} ({budget.TimeZone})";

    /// <summary><c>600 requests a minute</c>.</summary>
    public static string Of(RateLimit rate) =>
        string.Create(CultureInfo.InvariantCulture, $"{rate.Limit:N0} {RateText.Of(rate.Metric).Replace('_', ' ')} a {PeriodText.Word(rate.Period)}");
}
