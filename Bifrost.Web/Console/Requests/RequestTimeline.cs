using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Shared;

namespace Bifrost.Web.Console.Requests;

/// <summary>A request's time as a waterfall: what followed what, and whose time it was.</summary>
internal static class RequestTimeline
{
    /// <summary>The one sentence: how little of it was us.</summary>
    public static string Sentence(UsageRecord record) => $"{Micros.ToText(record.OverheadMicros)} of {Micros.ToText(record.LatencyMicros)} was us";

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
        return steps;

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
}
