using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bifrost.Domain.Audit;

/// <summary>Writes events as JSON lines or CSV (RFC 4180), one record an event whatever its texts hold.</summary>
public sealed class AuditExport(AuditQueries queries)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.Default };

    private static readonly string[] Columns =
        ["sequence", "id", "time", "node_id", "actor_kind", "actor_id", "actor", "source_address", "user_agent", "action", "target_kind", "target_id", "target", "outcome", "reason", "changes", "correlation_id"];

    /// <summary>Streams the filter's events, newest first.</summary>
    /// <returns>How many were written.</returns>
    public async Task<long> WriteAsync(Stream output, AuditFilter filter, bool csv, CancellationToken cancellationToken = default)
    {
        var count = 0L;
        await using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = csv ? "\r\n" : "\n" };
        if (csv)
        {
            await writer.WriteLineAsync(string.Join(',', Columns));
        }

        await foreach (var entry in queries.StreamAsync(filter, cancellationToken))
        {
            await writer.WriteLineAsync(csv ? CsvLine(entry) : JsonLine(entry));
            count++;
        }

        await writer.FlushAsync(cancellationToken);
        return count;
    }

    /// <summary>A cell that no spreadsheet runs: what begins like a formula is preceded by an apostrophe, NUL is dropped.</summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        text = text.Replace("\0", "", StringComparison.Ordinal);
        if (text.AsSpan().TrimStart(' ') is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..])
        {
            text = "'" + text;
        }

        return text.AsSpan().IndexOfAny("\",;\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string CsvLine(AuditEvent entry) => string.Join(',', Values(entry).Select(v => v is long n ? n.ToString(CultureInfo.InvariantCulture) : Cell((string?)v)));

    private static string JsonLine(AuditEvent entry)
    {
        var values = Values(entry);
        var fields = new Dictionary<string, object?>(Columns.Length);
        for (var i = 0; i < Columns.Length; i++)
        {
            fields[Columns[i]] = Columns[i] == "changes" && entry.Changes is { } changes ? JsonSerializer.Deserialize<JsonElement>(changes) : values[i];
        }

        return JsonSerializer.Serialize(fields, Json);
    }

    private static object?[] Values(AuditEvent e) =>
    [
        e.Sequence, e.Id.ToString(), e.Time.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture), e.NodeId.ToString(),
        JsonNamingPolicy.SnakeCaseLower.ConvertName(e.ActorKind.ToString()), e.ActorId?.ToString(), e.Actor, e.SourceAddress, e.UserAgent, e.Action,
        e.TargetKind, e.TargetId, e.Target, JsonNamingPolicy.SnakeCaseLower.ConvertName(e.Outcome.ToString()), e.Reason, e.Changes, e.CorrelationId,
    ];
}
