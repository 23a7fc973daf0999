using System.Globalization;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;

namespace Bifrost.Web.Console.Budgets;

/// <summary>How a budget stands, in words.</summary>
/// <param name="Now">UTC.</param>
/// <param name="Frozen">Nothing of its owner is served, whatever is left.</param>
public sealed record BudgetWords(BudgetStatus Status, DateTime Now, bool Frozen = false)
{
    private const int NearTheEdge = 80;

    public bool IsUsedUp => Status.Percent >= 100;

    /// <summary>For the bar's colour: <c>ok</c>, <c>warning</c> or <c>failed</c>.</summary>
    public string Tone => IsUsedUp && IsHard ? "failed" : Status.Percent >= NearTheEdge ? "warning" : "ok";

    /// <summary><c>$150.00 a month ($100.00 + $50.00 until 12 Dec, 00:00 UTC)</c>.</summary>
    public string Limit => $"{Status.Limit.ToExactDisplay()} {LimitWords.Window(Status.Budget)}{(Raise is { } raise ? $" ({raise})" : "")}{(IsHard ? "" : ", alerts alone")}";

    /// <summary><c>$100.00 + $50.00 until 12 Dec, 00:00 UTC</c>; null without a running raise.</summary>
    public string? Raise => Status.Budget is { RaiseNanos: > 0, RaisedUntil: { } until } budget && until > Now
        ? $"{budget.Limit.ToExactDisplay()} + {new Usd(budget.RaiseNanos).ToExactDisplay()} until {Moment(until)}"
        : null;

    /// <summary>What one must know at a glance: frozen, used up, near the edge, reserved, when it resets.</summary>
    public string Glance => string.Join(", ", Parts(roomy: false));

    /// <summary>The same with what is left and where it is heading.</summary>
    public string Details => string.Join(", ", Parts(roomy: true).Concat(Unusual));

    /// <summary>An amount of a limit, short; to the last digit where both would read alike and are not.</summary>
    public static string Of(Usd spent, Usd limit) => spent != limit && spent.ToDisplay() == limit.ToDisplay()
        ? $"{spent.ToExactDisplay()} of {limit.ToExactDisplay()}"
        : $"{spent.ToDisplay()} of {limit.ToDisplay()}";

    /// <summary>All of it, for whoever hears or hovers.</summary>
    public string Sentence => $"{Status.Spent.ToExactDisplay()} of {Limit} spent, {Details}";

    private bool IsHard => Status.Budget.Mode == BudgetMode.Hard;

    private bool ResetsInUtc => Status.Budget.Rolling || Status.Budget.TimeZone == "UTC";

    /// <summary>Where the spend is heading, if that is above it now.</summary>
    public Usd? Forecast => !IsUsedUp && Status.ForecastAt(Now) is { } forecast && forecast > Status.Spent ? forecast : null;

    /// <summary>A moment in the budget's own zone: <c>12 Dec, 00:00 UTC</c>.</summary>
    public string Moment(DateTime utc)
    {
        var zone = Status.Budget.Rolling ? TimeZoneInfo.Utc : LimitRules.FindZone(Status.Budget.TimeZone) ?? TimeZoneInfo.Utc;
        var (local, today) = (TimeZoneInfo.ConvertTimeFromUtc(utc, zone), TimeZoneInfo.ConvertTimeFromUtc(Now, zone));
        return local.ToString(local.Year == today.Year ? "d MMM, HH:mm" : "d MMM yyyy, HH:mm", CultureInfo.InvariantCulture) + (ResetsInUtc ? " UTC" : "");
    }

    /// <summary>What it does otherwise than most budgets.</summary>
    private IEnumerable<string> Unusual => new[]
    {
        Status.Budget.Thresholds.SequenceEqual(BudgetSpec.DefaultThresholds) ? null : ThresholdText.Words(Status.Budget.Thresholds),
        IsHard && !Status.Budget.OutputCap ? "never lowers an output cap" : null,
    }.OfType<string>();

    private IEnumerable<string> Parts(bool roomy)
    {
        if (Frozen)
        {
            yield return "frozen: nothing is served";
        }

        if (State() is { } state)
        {
            yield return state;
        }

        if (Status.Reserved > Usd.Zero)
        {
            yield return $"{Status.Reserved.ToExactDisplay()} reserved";
        }

        if (roomy && !IsUsedUp)
        {
            yield return $"{Status.Left.ToExactDisplay()} left";
        }

        if (roomy && Forecast is { } forecast)
        {
            yield return $"on course for {forecast.ToDisplay()}";
        }

        if (Status.ResetsAt is { } at && !(IsUsedUp && IsHard))
        {
            yield return $"{(Status.Budget.Rolling ? "next frees" : "resets")} {Moment(at)}";
        }
    }

    private string? State()
    {
        if (IsUsedUp)
        {
            return !IsHard ? "over its limit" : Status.ResetsAt is { } at ? $"used up: refuses until {Moment(at)}" : "used up: refuses";
        }

        return Status.Left == Usd.Zero ? "nothing left until calls under way end"
            : Status.Percent >= NearTheEdge ? string.Create(CultureInfo.InvariantCulture, $"{Status.Percent} % spent")
            : null;
    }
}
