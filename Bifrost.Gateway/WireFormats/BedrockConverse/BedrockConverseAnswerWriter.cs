using System.Buffers;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>Writes a whole answer. Source: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html ("Response Syntax").</summary>
internal static class BedrockConverseAnswerWriter
{
    public static void Write(ChatAnswer answer, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        var notes = new TranslationNotes(BedrockConverseNames.Of);
        var blocks = new BedrockConverseBlockWriter(json, notes);
        json.WriteStartObject();
        json.WriteStartObject("output");
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteStartArray("content");
        // Pictures of a format that the dialect lacks, and sound without words, have no place in its answers.
        answer.Parts.FindAll(IsSayable).ForEach(blocks.Write);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("stopReason", BedrockConverseNames.StopReason(answer.Finish, answer.Parts.Exists(x => x is ToolCallPart)));
        BedrockConverseUsage.Write(json, answer.Usage ?? default);
        WriteMetrics(json);
        WriteTier(json, answer.ServiceTier);
        if (answer.StopSequence is { } stop)
        {
            json.WriteStartObject("additionalModelResponseFields");
            json.WriteString("stop_sequence", stop);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>The dialect demands them; what the provider needed is in the gateway's own headers.</summary>
    public static void WriteMetrics(Utf8JsonWriter json)
    {
        json.WriteStartObject("metrics");
        json.WriteNumber("latencyMs", 0);
        json.WriteEndObject();
    }

    public static void WriteTier(Utf8JsonWriter json, string? tier)
    {
        if (tier is "default" or "priority" or "flex" or "reserved")
        {
            json.WriteStartObject("serviceTier");
            json.WriteString("type", tier);
            json.WriteEndObject();
        }
    }

    private static bool IsSayable(ContentPart part) => part switch
    {
        TextPart text => text.Text.Length > 0,
        AudioPart audio => audio.Transcript is { Length: > 0 },
        ImagePart image => BedrockConverseMediaWriter.CanWrite(image),
        _ => true,
    };
}
