using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Budgets;
using Bifrost.Web.Console.VirtualKeys;

namespace Bifrost.Tests.Web.Console;

/// <summary>What bars and dialogs say, at a moment in the middle of a month.</summary>
public sealed class BudgetWordsTests
{
    private static readonly DateTime Now = new(2026, 11, 16, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_budget_says_what_is_spent_reserved_left_and_where_it_is_heading()
    {
        var words = Of(50, spent: 20, reserved: 1);
        Assert.Equal(("ok", "$50.00 a month (Europe/Berlin)"), (words.Tone, words.Limit));
        Assert.Equal("$1.00 reserved, resets 1 Dec, 00:00", words.Glance);
        Assert.Equal("$1.00 reserved, $29.00 left, on course for $38.61, resets 1 Dec, 00:00", words.Details);
        Assert.StartsWith("$20.00 of $50.00 a month (Europe/Berlin) spent, $1.00 reserved, $29.00 left", words.Sentence, StringComparison.Ordinal);
        Assert.Equal("84 % spent, resets 1 Dec, 00:00", Of(50, spent: 42).Glance);
        Assert.Equal("nothing left until calls under way end, $8.00 reserved, resets 1 Dec, 00:00", Of(50, spent: 42, reserved: 8).Glance);
    }

    [Fact]
    public void Two_amounts_that_differ_never_read_alike()
    {
        Assert.Equal("$0.0001999 of $0.0002001", BudgetWords.Of(new Usd(199_900), new Usd(200_100)));
        Assert.Equal("$0.00020 of $0.00020", BudgetWords.Of(new Usd(200_000), new Usd(200_000)));
        Assert.Equal("$1.50 of $12.00", BudgetWords.Of(new Usd(1_500_000_000), new Usd(12_000_000_000)));
    }

    [Fact]
    public void What_is_used_up_says_until_when_it_refuses()
    {
        Assert.Equal(("failed", "used up: refuses until 1 Dec, 00:00"), (Of(50, spent: 50).Tone, Of(50, spent: 50).Details));
        Assert.Equal(("warning", "over its limit, resets 1 Dec, 00:00"), (Of(50, spent: 60, mode: BudgetMode.Soft).Tone, Of(50, spent: 60, mode: BudgetMode.Soft).Glance));
        Assert.StartsWith("frozen: nothing is served, ", (Of(50, spent: 1) with { Frozen = true }).Glance, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_budget_does_otherwise_than_most_is_said_where_there_is_room()
    {
        var words = Of(50, spent: 20);
        words.Status.Budget.Thresholds = [90];
        words.Status.Budget.OutputCap = false;
        Assert.EndsWith(", alerts at 90 %, never lowers an output cap", words.Details, StringComparison.Ordinal);
        words.Status.Budget.Thresholds = [];
        Assert.Contains(", never alerts", words.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("alert", words.Glance, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("50, 80, 100", "100", "Alerts at $50.00, $80.00 and $100.00 spent.")]
    [InlineData("50%;80 %", "12.34", "Alerts at $6.17 and $9.872 spent.")]
    [InlineData("1 2 3 4 5", "100", "Alerts 5 times, from $1.00 to $5.00 spent.")]
    [InlineData("  ", "100", "Never alerts.")]
    [InlineData("", "x", "Never alerts.")]
    [InlineData("fifty", "100", null)]
    [InlineData("50", "1e9", null)]
    [InlineData("50", "99999999999999999999", null)]
    [InlineData("99999", "1000000000", null)]
    [InlineData("-5", "100", null)]
    public void Thresholds_say_at_which_amounts_they_alert(string thresholds, string dollars, string? effect) =>
        Assert.Equal(effect, ThresholdText.Effect(thresholds, new LimitsDraft.BudgetLine { Limit = dollars }.Dollars));

    [Theory]
    [InlineData("50, 80", null)]
    [InlineData("", null)]
    [InlineData("80, 50", "At most ten whole percentages from 1 to 100, ascending, each once.")]
    [InlineData("50, 50", "At most ten whole percentages from 1 to 100, ascending, each once.")]
    [InlineData("0", "At most ten whole percentages from 1 to 100, ascending, each once.")]
    [InlineData("101", "At most ten whole percentages from 1 to 100, ascending, each once.")]
    [InlineData("1,2,3,4,5,6,7,8,9,10,11", "At most ten whole percentages from 1 to 100, ascending, each once.")]
    [InlineData("50.5", "Write whole percentages parted by commas: 50, 80, 100. Nothing alerts never.")]
    public void Thresholds_keep_the_rules_of_the_file(string thresholds, string? wrong)
    {
        var draft = new LimitsDraft();
        draft.Budgets.Add(new() { Limit = "100", Thresholds = thresholds });
        var error = Assert.Single(draft.ToSpec().Errors.DefaultIfEmpty());
        Assert.Equal((wrong is null ? null : "budgets[0].thresholds", wrong), (error?.Field, error?.Message));
    }

    [Fact]
    public void A_running_raise_is_named_and_an_ended_one_is_not()
    {
        var raised = Of(100, spent: 82, raise: 50, until: new DateTime(2027, 1, 12, 23, 0, 0, DateTimeKind.Utc));
        Assert.Equal("$150.00 a month (Europe/Berlin) ($100.00 + $50.00 until 13 Jan 2027, 00:00)", raised.Limit);
        Assert.Null(Of(100, spent: 82, raise: 50, until: Now).Raise);
    }

    [Theory]
    [InlineData(null, "0", "stops working at once.")]
    [InlineData(24, "24", "works until 17 Nov 2026, 12:00 UTC (24 hours), then it is dead.")]
    [InlineData(48, "", "works until 18 Nov 2026, 12:00 UTC (48 hours), then it is dead.")]
    public void A_rotation_names_when_the_old_secret_dies(int? ownHours, string choice, string effect)
    {
        var rotation = KeyRotation.Of(ownHours is { } hours ? TimeSpan.FromHours(hours) : null);
        Assert.Equal((choice, $"The present secret ••••abcd {effect}"), (rotation.Choice, rotation.EffectAt("abcd", Now)));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("721")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("")]
    public void A_grace_that_may_not_be_is_none(string hours) => Assert.Null(new KeyRotation { Choice = "", Hours = hours }.Grace);

    private static BudgetWords Of(decimal limit, decimal spent, decimal reserved = 0, BudgetMode mode = BudgetMode.Hard, decimal raise = 0, DateTime? until = null)
    {
        var budget = new Budget
        {
            LimitNanos = Usd.FromDollars(limit).Nanos,
            Period = Period.Month,
            TimeZone = "Europe/Berlin",
            Mode = mode,
            Thresholds = [.. BudgetSpec.DefaultThresholds],
            RaiseNanos = Usd.FromDollars(raise).Nanos,
            RaisedUntil = until,
        };
        var snapshot = BudgetSnapshot.Of(budget);
        var window = snapshot.Period.WindowAt(Now);
        return new BudgetWords(new BudgetStatus(budget, "", window, snapshot.LimitAt(Now), Usd.FromDollars(spent), Usd.FromDollars(reserved), window.End), Now);
    }
}
