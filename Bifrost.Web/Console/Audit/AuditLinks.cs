using System.Globalization;
using System.Reflection;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Usage;
using Bifrost.Web.SignIn;

namespace Bifrost.Web.Console.Audit;

/// <summary>The filter as it stands in the page's address, and the export of it.</summary>
internal static class AuditLinks
{
    /// <summary>Every event's name, for the list to choose from.</summary>
    public static IReadOnlyList<string> Actions { get; } =
        [.. typeof(AuditActions).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetValue(null)!).Order(StringComparer.Ordinal)];

    public static AuditFilter Read(IQueryCollection query) => new()
    {
        Actor = Text(query["actor"]),
        Action = Text(query["action"]),
        Target = Text(query["target"]),
        Outcome = Enum.TryParse<AuditOutcome>(query["outcome"], true, out var outcome) ? outcome : null,
        From = Time(query["from"]),
        To = Time(query["to"]),
        Text = Text(query["text"]),
    };

    /// <summary>A UTC time such as <c>2026-11-23</c> or <c>2026-11-23T14:00</c>.</summary>
    public static DateTime? Time(string? text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>Streams the filtered events as a file; itself an event.</summary>
    public static async Task ExportAsync(HttpContext context, CurrentActor current, AuditExport export, AuditTrail audit)
    {
        var csv = context.Request.Query["format"] != "jsonl";
        var actor = await current.GetAsync(context.RequestAborted);
        context.Response.ContentType = csv ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"bifrost-audit.{(csv ? "csv" : "jsonl")}\"";
        context.Response.Headers.CacheControl = "no-store";
        var target = new AuditTarget("audit_trail", "", context.Request.QueryString.ToString());
        try
        {
            var count = await export.WriteAsync(context.Response.Body, Read(context.Request.Query), csv, context.RequestAborted);
            await audit.WriteAsync(actor, AuditActions.ExportCompleted, target, reason: Counted.Of(count, "event"));
        }
        catch (OperationCanceledException)
        {
            await audit.WriteAsync(actor, AuditActions.ExportCompleted, target, AuditOutcome.Failed, "the reader went away", CancellationToken.None);
        }
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
