using System.CommandLine;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Usage;

namespace Bifrost.Web.Commands;

/// <summary><c>usage export</c>.</summary>
internal static class UsageVerbs
{
    public static Command Build(SettingsOptions settings) => new("usage", "What was consumed.") { Export(settings) };

    private static Command Export(SettingsOptions settings)
    {
        var format = new Option<string>("--format") { HelpName = "FORMAT", Description = "csv or jsonl.", Required = true };
        format.AcceptOnlyFromAmong("csv", "jsonl");
        var from = Verb.MomentOption("--from", "Requests that arrived at this moment or later.");
        var until = Verb.MomentOption("--to", "Requests that arrived before this moment.");
        return new Command("export", "Writes the request records to stdout, oldest first.") { format, from, until }
            .Runs(settings, async (parsed, _, session, cancellationToken) =>
            {
                var export = session.Get<UsageExport>();
                var start = parsed.GetValue(from) ?? DateTime.MinValue;
                var end = parsed.GetValue(until) ?? DateTime.MaxValue;
                await using var output = System.Console.OpenStandardOutput();
                var count = parsed.GetRequiredValue(format) == "csv"
                    ? await export.WriteCsvAsync(output, start, end, cancellationToken)
                    : await export.WriteJsonLinesAsync(output, start, end, cancellationToken);
                var reason = $"{Counted.Of(count, "record")} from {Verb.Show(parsed.GetValue(from)) ?? "the first"} to {Verb.Show(parsed.GetValue(until)) ?? "the last"}";
                await session.Get<AuditTrail>().WriteAsync(Actor.CommandLine, AuditActions.ExportCompleted, reason: reason, cancellationToken: cancellationToken);
                Verb.Say($"Wrote {Counted.Of(count, "record")}.");
                return ExitCodes.Ok;
            });
    }
}
