using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>
/// The object <c>response</c>: a whole answer, and what the first and the last event of a stream hold. Fields that repeat the request
/// have the values of one that says nothing, since SDKs demand them. Source: developers.openai.com/api/reference/resources/responses.
/// </summary>
internal sealed class OpenAiResponsesBody
{
    public required string Id { get; init; }

    public required string Model { get; init; }

    public long Created { get; init; }

    public string? ServiceTier { get; init; }

    /// <summary>Why it ended; null while it goes on.</summary>
    public FinishReason? Finish { get; init; }

    public (string? Code, string Message)? Failure { get; init; }

    public List<OpenAiResponsesItem> Items { get; init; } = [];

    public List<JsonElement> LogProbs { get; init; } = [];

    public TokenUsage? Usage { get; init; }

    /// <summary><c>in_progress</c>, <c>completed</c>, <c>incomplete</c> or <c>failed</c>.</summary>
    public string Status => Failure is not null ? "failed" : Finish is null ? "in_progress" : Incomplete is null ? "completed" : "incomplete";

    /// <summary>A refusal without words of its own is no complete answer.</summary>
    private string? Incomplete => Finish switch
    {
        FinishReason.Length => "max_output_tokens",
        FinishReason.ContentFilter => "content_filter",
        FinishReason.Refusal when !Items.Exists(static x => x.Parts.Exists(static y => y is RefusalPart)) => "content_filter",
        _ => null,
    };

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id);
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, Created);
        json.WriteString("status"u8, Status);
        json.WriteBoolean("background"u8, false);
        WriteEnd(json);
        json.WriteNull("instructions"u8);
        json.WriteNull("max_output_tokens"u8);
        json.WriteString("model"u8, Model);
        json.WriteStartArray("output"u8);
        var said = Items.Find(static x => x.Parts[0] is TextPart);
        foreach (var item in Items)
        {
            OpenAiResponsesOutput.WriteItem(json, item, item == said ? LogProbs : []);
        }

        json.WriteEndArray();
        WriteSilence(json);
        json.WritePropertyName("usage"u8);
        if (Usage is { } usage)
        {
            OpenAiUsage.WriteResponses(json, usage);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteNull("user"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteEnd(Utf8JsonWriter json)
    {
        if (Failure is { } failure)
        {
            json.WriteStartObject("error"u8);
            json.WriteString("code"u8, failure.Code ?? "server_error");
            json.WriteString("message"u8, failure.Message);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("error"u8);
        }

        if (Failure is null && Incomplete is { } reason)
        {
            json.WriteStartObject("incomplete_details"u8);
            json.WriteString("reason"u8, reason);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("incomplete_details"u8);
        }
    }

    private void WriteSilence(Utf8JsonWriter json)
    {
        json.WriteBoolean("parallel_tool_calls"u8, true);
        json.WriteNull("previous_response_id"u8);
        json.WriteStartObject("reasoning"u8);
        json.WriteNull("effort"u8);
        json.WriteNull("summary"u8);
        json.WriteEndObject();
        json.WriteString("service_tier"u8, ServiceTier);
        json.WriteBoolean("store"u8, false);
        json.WriteNull("temperature"u8);
        json.WriteStartObject("text"u8);
        json.WriteStartObject("format"u8);
        json.WriteString("type"u8, "text"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("tool_choice"u8, "auto"u8);
        json.WriteStartArray("tools"u8);
        json.WriteEndArray();
        json.WriteNull("top_p"u8);
        json.WriteString("truncation"u8, "disabled"u8);
    }
}
