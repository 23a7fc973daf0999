using Bifrost.Domain.Limits;
using Bifrost.Web.Console.Budgets;

namespace Bifrost.Tests.Web.Console;

/// <summary>Whatever the governance file can say of budgets and limits passes through the editor unchanged.</summary>
public sealed class LimitsDraftTests
{
    // A property that the file gains and the editor does not know would be lost by each save in the console.
    [Fact]
    public void The_editor_holds_each_property_of_a_budget_and_of_limits()
    {
        Assert.Equal(["LimitUsd", "Mode", "OutputCap", "Period", "Rolling", "Thresholds", "TimeZone"], Names<BudgetSpec>());
        Assert.Equal(["Limit", "Metric", "Period"], Names<RateLimitSpec>());
        Assert.Equal(["Budgets", "Frozen", "MaxConcurrency", "RateLimits"], Names<LimitsSpec>());
    }

    [Theory]
    [InlineData("1d", "Europe/Berlin", false, BudgetMode.Hard, true, new[] { 50, 80, 100 })]
    [InlineData("1Q", "UTC", true, BudgetMode.Soft, false, new int[0])]
    [InlineData("1Y", "Asia/Kolkata", false, BudgetMode.Soft, false, new[] { 1, 99 })]
    public void What_is_stored_is_what_an_untouched_editor_saves(string period, string zone, bool rolling, BudgetMode mode, bool outputCap, int[] thresholds)
    {
        var budget = new Budget { LimitNanos = 12_345_678_901, Period = PeriodText.Parse(period), TimeZone = zone, Rolling = rolling, Mode = mode, OutputCap = outputCap, Thresholds = [.. thresholds] };
        var rates = RateText.All.Select(x => new RateLimit { Metric = RateText.Parse(x), Limit = 1_000_000_000_000, Period = Period.Month });
        var (spec, errors) = LimitsDraft.Of([budget], rates, 7).ToSpec();
        Assert.Empty(errors);
        var saved = Assert.Single(spec!.Budgets);
        Assert.Equal((12.345678901m, period, zone, rolling, mode, outputCap), (saved.LimitUsd, saved.Period, saved.TimeZone, saved.Rolling, saved.Mode, saved.OutputCap));
        Assert.Equal(thresholds, saved.Thresholds);
        Assert.Equal(RateText.All, spec.RateLimits.Select(x => RateText.Of(x.Metric)));
        Assert.All(spec.RateLimits, x => Assert.Equal((1_000_000_000_000, "1M"), (x.Limit, x.Period)));
        Assert.Equal(7, spec.MaxConcurrency);
    }

    private static IEnumerable<string> Names<T>() => typeof(T).GetProperties().Where(x => x.DeclaringType == typeof(T) && x.Name != "EqualityContract" && !x.GetMethod!.IsStatic).Select(x => x.Name).Order(StringComparer.Ordinal);
}
