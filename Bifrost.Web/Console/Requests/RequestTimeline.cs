using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Shared;

namespace Bifrost.Web.Console.Requests;

/// <summary>A request's time as a waterfall: what followed what, and whose time it was.</summary>
internal static class RequestTimeline
{
    /// <summary>The one sentence: how little of it was us.</summary>
    public static string Sentence(UsageRecord record) => $"{Micros.ToText(record.OverheadMicros)} of {Micros.ToText(record.LatencyMicros)} was us";

    /// <summary>The steps; those of ours add up to the record's overhead.</summary>
    public static IReadOnlyList<TimelineStep> Of(UsageRecord record)
    {
        var steps = new List<TimelineStep>();
        var at = 0L;
        Add("authenticate", record.AuthenticatedMicros, true);
        Add("read and admit", record.AdmittedMicros, true);
        Add("route", record.RoutedMicros, true);
        Add(record.Attempts > 1 ? "earlier attempts" : "account and send", record.SentMicros, record.Attempts <= 1);
        Add("provider: response head", record.HeadersMicros, false);
        Add("provider: first token", record.FirstTokenMicros, false);
        Add(record.Outcome == UsageOutcome.Refused ? "refuse" : record.FirstTokenMicros is null ? "end" : "last token", record.LatencyMicros, record.SentMicros is null);
        return WithOurs(steps, record.OverheadMicros);

        void Add(string name, long? until, bool ours)
        {
            if (until is { } end && (end > at || name != "end"))
            {
                end = Math.Max(at, end);
                steps.Add(new TimelineStep(name, at, end, ours));
                at = end;
            }
        }
    }

    // Steps end where something was done: the caller was waited for within them, and answers were worked on after the last of ours.
    private static List<TimelineStep> WithOurs(List<TimelineStep> steps, long overhead)
    {
        var tooMuch = steps.Where(s => s.IsOurs).Sum(s => s.End - s.Start) - overhead;
        var told = new List<TimelineStep>(steps.Count + 2);
        foreach (var step in steps)
        {
            var waited = step.IsOurs && step.Name != "authenticate" ? Math.Clamp(tooMuch, 0, step.End - step.Start) : 0;
            if (waited > 0)
            {
                told.Add(step with { Name = "caller: rest of the request", End = step.Start + waited, IsOurs = false });
                tooMuch -= waited;
            }

            told.Add(step with { Start = step.Start + waited });
        }

        if (tooMuch < 0 && told is [.., { IsOurs: false } last])
        {
            var ours = Math.Min(-tooMuch, last.End - last.Start);
            told[^1] = last with { End = last.End - ours };
            told.Add(new TimelineStep("read and pass on", last.End - ours, last.End, true));
        }

        return told;
    }
}
