namespace Bifrost.Domain.Limits;

/// <summary>
/// When a budget's money counts. A calendar budget has one window after another in its time zone; a rolling one counts what
/// was spent within the period that ends now, in slots that count until the last of them has passed, so that never more than
/// the limit is spent in any period. Spend is kept by slot: the slot of a calendar budget is its window. Pure; all times UTC.
/// </summary>
/// <param name="Zone">Calendar budgets alone look at it.</param>
public sealed record BudgetPeriod(Period Period, TimeZoneInfo Zone, bool Rolling)
{
    private static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);

    // Of rolling periods: fine enough that money comes back soon after it may, coarse enough to be few rows.
    private static readonly TimeSpan[] SlotLengths =
    [
        TimeSpan.FromSeconds(1), OneMinute, TimeSpan.FromMinutes(30), TimeSpan.FromHours(3),
        TimeSpan.FromHours(12), TimeSpan.FromDays(1), TimeSpan.FromDays(7),
    ];

    internal static BudgetPeriod Of(Budget budget) => new(budget.Period, LimitRules.FindZone(budget.TimeZone) ?? TimeZoneInfo.Utc, budget.Rolling);

    /// <summary>The slot that money spent at this moment belongs to.</summary>
    public BudgetWindow SlotAt(DateTime utc)
    {
        if (!Rolling)
        {
            return WindowAt(utc);
        }

        var length = SlotLengths[(int)Period];
        var start = Floor(utc, length.Ticks);
        return new BudgetWindow(start, start + length);
    }

    /// <summary>The start of the oldest slot that still counts at this moment.</summary>
    public DateTime FirstSlotAt(DateTime utc)
    {
        if (!Rolling)
        {
            return WindowAt(utc).Start;
        }

        var length = SlotLengths[(int)Period];
        return Floor(Back(utc), length.Ticks);
    }

    /// <summary>When money of this slot counts no longer: the calendar window's end, or a period after a rolling slot's own.</summary>
    public DateTime FreedAt(DateTime slot) => Rolling ? Forward(slot + SlotLengths[(int)Period]) : WindowAt(slot).End;

    /// <summary>The calendar window around a moment; for a rolling budget, the period that ends with it.</summary>
    public BudgetWindow WindowAt(DateTime utc)
    {
        if (Rolling)
        {
            return new BudgetWindow(Back(utc), utc);
        }

        if (Period is Period.Minute or Period.Hour)
        {
            return ClockWindow(utc);
        }

        // The zone's day may be one off around a change of its offset: step to the window that holds the moment.
        var first = FirstDay(DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, Zone)));
        while (StartOf(first) > utc)
        {
            first = Step(first, -1);
        }

        while (StartOf(Step(first, 1)) <= utc)
        {
            first = Step(first, 1);
        }

        return new BudgetWindow(StartOf(first), StartOf(Step(first, 1)));
    }

    private static DateTime Floor(DateTime utc, long ticks) => new(utc.Ticks - (utc.Ticks % ticks), DateTimeKind.Utc);

    // By the zone's base offset: daylight saving moves no full hour, and windows can neither overlap nor leave a gap.
    private BudgetWindow ClockWindow(DateTime utc)
    {
        var length = Period is Period.Minute ? OneMinute : TimeSpan.FromHours(1);
        var shift = TimeSpan.FromTicks(Zone.BaseUtcOffset.Ticks % length.Ticks);
        var start = Floor(utc + shift, length.Ticks) - shift;
        return new BudgetWindow(start, start + length);
    }

    private DateTime Back(DateTime utc) => Shift(utc, -1);

    private DateTime Forward(DateTime utc) => Shift(utc, 1);

    private DateTime Shift(DateTime utc, int sign) => Period switch
    {
        Period.Minute => utc.AddMinutes(sign),
        Period.Hour => utc.AddHours(sign),
        Period.Day => utc.AddDays(sign),
        Period.Week => utc.AddDays(7 * sign),
        Period.Month => utc.AddDays(30 * sign),
        Period.Quarter => utc.AddDays(91 * sign),
        _ => utc.AddDays(365 * sign),
    };

    private DateOnly FirstDay(DateOnly day) => Period switch
    {
        Period.Day => day,
        Period.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        Period.Month => new DateOnly(day.Year, day.Month, 1),
        Period.Quarter => new DateOnly(day.Year, day.Month - ((day.Month - 1) % 3), 1),
        _ => new DateOnly(day.Year, 1, 1),
    };

    private DateOnly Step(DateOnly first, int sign) => Period switch
    {
        Period.Day => first.AddDays(sign),
        Period.Week => first.AddDays(7 * sign),
        Period.Month => first.AddMonths(sign),
        Period.Quarter => first.AddMonths(3 * sign),
        _ => first.AddYears(sign),
    };

    /// <summary>A day's first moment: an absent midnight moves to the next valid time, of a repeated one the first counts.</summary>
    private DateTime StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        while (Zone.IsInvalidTime(local))
        {
            local += OneMinute;
        }

        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);
    }
}
