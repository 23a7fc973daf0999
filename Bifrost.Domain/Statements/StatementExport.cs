using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Statements;

/// <summary>
/// A statement as bytes: the same content gives the same bytes on every machine. UTF-8 without a mark, <c>\n</c>, exact dollars.
/// Columns and fields are appended only. <c>unpriced_held_usd</c> is what budgets count for calls without a price; no part of the cost.
/// </summary>
public static class StatementExport
{
    private const string Header = "number,month,customer,kind,belongs_to,team,virtual_key,provider,model,reason,requests,input_tokens,cached_input_tokens,cache_write_tokens,output_tokens,reasoning_tokens,unpriced_requests,list_cost_usd,cost_usd,unpriced_held_usd\n";

    private static readonly JsonWriterOptions Json = new() { Indented = true, IndentCharacter = ' ', IndentSize = 2, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>RFC 4180 but for <c>\n</c>; the last line is the total.</summary>
    public static byte[] ToCsv(StatementContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var text = new StringBuilder(Header);
        foreach (var line in content.Lines)
        {
            AppendOwner(text, content);
            text.Append(WordOf(line.Kind)).Append(',').Append(StatementMonth.TextOf(line.BelongsTo));
            foreach (var name in new[] { line.Team, line.VirtualKey, line.Provider, line.Model, line.Reason ?? "" })
            {
                UsageCsv.AppendText(text.Append(','), name);
            }

            AppendAmounts(text, line.Amounts);
        }

        AppendOwner(text, content);
        AppendAmounts(text.Append("total,,,,,,"), content.Total);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static byte[] ToJson(StatementContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Json))
        {
            writer.WriteStartObject();
            WriteHead(writer, content);
            writer.WriteStartArray("lines");
            foreach (var line in content.Lines)
            {
                WriteLine(writer, line);
            }

            writer.WriteEndArray();
            writer.WriteStartObject("total");
            WriteAmounts(writer, content.Total);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>SHA-256, lower-case hexadecimal.</summary>
    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary><c>usage</c>, <c>adjustment</c>, <c>correction</c></summary>
    public static string WordOf(StatementLineKind kind) => kind switch
    {
        StatementLineKind.Usage => "usage",
        StatementLineKind.Adjustment => "adjustment",
        _ => "correction",
    };

    private static void AppendOwner(StringBuilder text, StatementContent content)
    {
        text.Append(content.Number?.ToString(CultureInfo.InvariantCulture)).Append(',').Append(StatementMonth.TextOf(content.Month)).Append(',');
        UsageCsv.AppendText(text, content.Customer);
        text.Append(',');
    }

    private static void AppendAmounts(StringBuilder text, UsageAmounts amounts) => text.Append(
        CultureInfo.InvariantCulture,
        $",{amounts.Requests},{amounts.InputTokens},{amounts.CachedInputTokens},{amounts.CacheWriteTokens},{amounts.OutputTokens},{amounts.ReasoningTokens},{amounts.Unpriced},{amounts.ListCost},{amounts.Cost},{amounts.Held}\n");

    private static void WriteHead(Utf8JsonWriter writer, StatementContent content)
    {
        if (content.Number is { } number)
        {
            writer.WriteNumber("number", number);
        }
        else
        {
            writer.WriteNull("number");
        }

        writer.WriteString("state", content.Number is null ? "draft" : "closed");
        writer.WriteString("month", StatementMonth.TextOf(content.Month));
        WriteId(writer, "customer_id", content.CustomerId);
        WriteName(writer, "customer", content.Customer);
        writer.WriteString("closed_at", content.ClosedAt?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        writer.WriteString("currency", "USD");
    }

    private static void WriteLine(Utf8JsonWriter writer, StatementLine line)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", WordOf(line.Kind));
        writer.WriteString("belongs_to", StatementMonth.TextOf(line.BelongsTo));
        WriteId(writer, "team_id", line.TeamId);
        WriteName(writer, "team", line.Team);
        WriteId(writer, "virtual_key_id", line.VirtualKeyId);
        WriteName(writer, "virtual_key", line.VirtualKey);
        WriteName(writer, "provider", line.Provider);
        WriteName(writer, "model", line.Model);
        WriteName(writer, "reason", line.Reason ?? "");
        WriteAmounts(writer, line.Amounts);
        writer.WriteEndObject();
    }

    private static void WriteAmounts(Utf8JsonWriter writer, UsageAmounts amounts)
    {
        writer.WriteNumber("requests", amounts.Requests);
        writer.WriteNumber("input_tokens", amounts.InputTokens);
        writer.WriteNumber("cached_input_tokens", amounts.CachedInputTokens);
        writer.WriteNumber("cache_write_tokens", amounts.CacheWriteTokens);
        writer.WriteNumber("output_tokens", amounts.OutputTokens);
        writer.WriteNumber("reasoning_tokens", amounts.ReasoningTokens);
        writer.WriteNumber("unpriced_requests", amounts.Unpriced);
        writer.WritePropertyName("list_cost_usd");
        writer.WriteRawValue(amounts.ListCost.ToString());
        writer.WritePropertyName("cost_usd");
        writer.WriteRawValue(amounts.Cost.ToString());
        writer.WritePropertyName("unpriced_held_usd");
        writer.WriteRawValue(amounts.Held.ToString());
    }

    private static void WriteId(Utf8JsonWriter writer, string name, Guid id) => writer.WriteString(name, id == Guid.Empty ? null : id.ToString());

    private static void WriteName(Utf8JsonWriter writer, string name, string text) => writer.WriteString(name, text.Length == 0 ? null : text);
}
