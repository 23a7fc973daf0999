using System.Globalization;
using Bifrost.Domain.Limits;

namespace Bifrost.Domain.Alerts;

/// <summary>A crossed threshold in words and figures.</summary>
internal static class BudgetAlert
{
    private const int Most = 100;
    private const int Close = 80;

    public static Alert Of(BudgetCrossing crossing, LimitOwner owner, DateTime now)
    {
        var status = crossing.Status;
        var who = WhoOf(owner, status.Account);
        var kept = status.Window.End + TimeSpan.FromDays(1) + (status.Budget.Rolling ? status.Window.End - status.Window.Start : TimeSpan.Zero);
        return new Alert
        {
            Key = crossing.Key,
            Kind = AlertKind.BudgetThresholdReached,
            Severity = crossing.Threshold >= Most ? AlertSeverity.Failed : crossing.Threshold >= Close ? AlertSeverity.Warning : AlertSeverity.Info,
            Title = string.Create(CultureInfo.InvariantCulture, $"{crossing.Threshold} % of a budget spent: {who}"),
            Text = TextOf(crossing, who, now),
            SubjectKind = owner.Target.Kind,
            SubjectId = owner.Target.Id,
            Subject = owner.Row is LimitSubject ? who : owner.Target.Name,
            Details = DetailsOf(crossing),

            // A millisecond apart, so that lists keep the order in which they were crossed.
            At = now.AddMilliseconds(status.Budget.Thresholds.IndexOf(crossing.Threshold)),

            // As long as the same window could find the same again.
            KeptUntil = kept > now + AlertBook.Kept ? kept : now + AlertBook.Kept,
        };
    }

    private static string TextOf(BudgetCrossing crossing, string who, DateTime now)
    {
        var (status, budget) = (crossing.Status, crossing.Status.Budget);
        var isOver = now >= status.Window.End && !budget.Rolling;
        var period = budget.Rolling ? $"in any {PeriodText.Word(budget.Period)}" : PeriodText.Each(budget.Period);
        var text = string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(who[0])}{who[1..]} has spent {status.Spent.ToExactDisplay()} of {status.Limit.ToExactDisplay()} {period} ({status.Percent} %)");
        if (status.ResetsAt is { Year: < 9000 } at)
        {
            var moment = Local(at, budget);
            text += isOver ? $"; that window ended {moment}" : budget.Rolling ? $"; the oldest of it counts until {moment}" : $", resets {moment}";
        }

        var next = isOver || status.Percent < Most ? ""
            : budget.Mode == BudgetMode.Soft ? " Nothing is refused: this budget only alerts."
            : " Further calls are refused until then, unless the limit is raised or reset.";
        return text + "." + next;
    }

    private static string Local(DateTime at, Budget budget)
    {
        var zone = budget.Rolling ? TimeZoneInfo.Utc : LimitRules.FindZone(budget.TimeZone) ?? TimeZoneInfo.Utc;
        var local = TimeZoneInfo.ConvertTimeFromUtc(at, zone);
        return string.Create(CultureInfo.InvariantCulture, $"{local:yyyy-MM-dd HH:mm} {(zone == TimeZoneInfo.Utc ? "UTC" : zone.Id)}");
    }

    /// <summary><c>team research</c>, <c>key ci</c>, <c>end user alice</c>, <c>tag env=prod</c>.</summary>
    private static string WhoOf(LimitOwner owner, string account) => owner.Row switch
    {
        LimitSubject { Kind: LimitSubjectKind.Model } x => $"model {x.Pattern}",
        LimitSubject { Kind: LimitSubjectKind.Tag } x => $"tag {(account.Length == 0 ? x.Pattern : x.Pattern[..(x.Pattern.IndexOf('=', StringComparison.Ordinal) + 1)] + account)}",
        LimitSubject x => $"end user {(account.Length == 0 ? x.Pattern : account)}",
        VirtualKeys.VirtualKey => $"key {owner.Target.Name}",
        _ => $"{owner.Target.Kind} {owner.Target.Name}",
    };

    private static string DetailsOf(BudgetCrossing crossing)
    {
        var (status, budget) = (crossing.Status, crossing.Status.Budget);
        return WebhookPayload.Details(new
        {
            BudgetId = budget.Id,
            Account = status.Account.Length == 0 ? null : status.Account,
            ThresholdPercent = crossing.Threshold,
            status.Percent,
            SpentUsd = status.Spent.ToDollars(),
            LimitUsd = status.Limit.ToDollars(),
            Period = PeriodText.Of(budget.Period),
            budget.TimeZone,
            budget.Rolling,
            Mode = budget.Mode == BudgetMode.Soft ? "soft" : "hard",
            WindowStart = status.Window.Start,
            status.ResetsAt,
        });
    }
}
