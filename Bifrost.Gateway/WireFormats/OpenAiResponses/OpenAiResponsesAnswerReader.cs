using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>Reads the object <c>response</c>: all of it, or only how it ends. Source: developers.openai.com/api/reference/resources/responses.</summary>
internal static class OpenAiResponsesAnswerReader
{
    /// <returns>False when it is no response.</returns>
    public static bool TryReadWhole(JsonElement root, IAnswerSink sink)
    {
        if (JsonValue.Field(root, "error") is { ValueKind: JsonValueKind.Object } error)
        {
            sink.Fail(OpenAiErrors.CodeOf(error), OpenAiErrors.MessageOf(error) ?? "The provider reported a failure without a word.");
            return true;
        }

        if (JsonValue.Field(root, "output") is not { ValueKind: JsonValueKind.Array } output)
        {
            return false;
        }

        Start(root, sink);
        var parts = new OpenAiChatParts();
        var number = 0;
        foreach (var item in output.EnumerateArray())
        {
            TellItem(item, number++, parts, sink);
        }

        End(root, parts, sink);
        return true;
    }

    public static void Start(JsonElement root, IAnswerSink sink) =>
        sink.Start(JsonValue.Text(root, "id"), JsonValue.Text(root, "model"), JsonValue.Text(root, "service_tier"));

    /// <summary>Tells usage and why the answer ends.</summary>
    public static void End(JsonElement root, OpenAiChatParts parts, IAnswerSink sink)
    {
        parts.End(sink);
        if (JsonValue.Field(root, "usage") is { } usage)
        {
            var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(usage));
            reader.Read();
            UsageObject.Read(ref reader, out var read, out _);
            if (read is { } counted)
            {
                sink.Usage(counted);
            }
        }

        sink.Finish(ReasonOf(root, parts), null);
    }

    /// <summary>Redacted thoughts, or the signature of the thought that came last.</summary>
    public static void TellCipher(JsonElement item, OpenAiChatParts parts, IAnswerSink sink)
    {
        if (JsonValue.Text(item, "encrypted_content") is not { } cipher)
        {
            parts.EndSaid(sink);
        }
        else if (parts.Open == AnswerPartKind.Thinking)
        {
            parts.SignThought(cipher, sink);
        }
        else
        {
            parts.AddWhole(new AnswerPart(0, AnswerPartKind.RedactedThinking) { Id = JsonValue.Text(item, "id"), Data = cipher }, default, sink);
        }
    }

    public static void TellImage(JsonElement item, OpenAiChatParts parts, IAnswerSink sink)
    {
        if (JsonValue.Text(item, "result") is { } bytes)
        {
            var part = new AnswerPart(0, AnswerPartKind.Image) { Data = $"image/{JsonValue.Text(item, "output_format") ?? "png"}" };
            parts.AddWhole(part, Encoding.UTF8.GetBytes(bytes), sink);
        }
    }

    /// <summary>A call that is whole: tells its arguments, where no pieces of them have come, and its end.</summary>
    public static void TellCall(JsonElement item, StreamedCall call, IAnswerSink sink)
    {
        if (!call.HasPieces)
        {
            var arguments = Raw(item, "arguments");
            call.Tell(arguments, arguments.Contains((byte)'\\'), sink);
            if (JsonValue.Text(item, "type") == "custom_tool_call")
            {
                call.TellInput(Raw(item, "input"), sink);
            }
        }

        call.End(sink);
    }

    /// <summary>A string's raw bytes between its quotes; empty for anything else.</summary>
    private static ReadOnlySpan<byte> Raw(JsonElement parent, string name) =>
        JsonValue.Field(parent, name) is { ValueKind: JsonValueKind.String } value ? JsonMarshal.GetRawUtf8Value(value)[1..^1] : default;

    /// <summary>Log probabilities, which both of OpenAI's dialects write alike.</summary>
    public static void TellLogProbs(JsonElement owner, IAnswerSink sink)
    {
        if (JsonValue.Field(owner, "logprobs") is { ValueKind: JsonValueKind.Array } tokens && tokens.GetArrayLength() > 0 && Utf8.IsValid(JsonMarshal.GetRawUtf8Value(tokens)))
        {
            sink.LogProbs(tokens);
        }
    }

    private static void TellItem(JsonElement item, int number, OpenAiChatParts parts, IAnswerSink sink)
    {
        switch (JsonValue.Text(item, "type"))
        {
            case "message":
                foreach (var content in JsonValue.Items(item, "content"))
                {
                    TellSaid(content, parts, sink);
                }

                break;
            case "function_call" or "custom_tool_call" when JsonValue.Text(item, "name") is { } name:
                if (parts.Call(number, JsonValue.Text(item, "call_id") ?? JsonValue.Text(item, "id"), name, sink) is { } call)
                {
                    TellCall(item, call, sink);
                }

                break;
            case "reasoning":
                parts.EndSaid(sink);
                parts.ThoughtId = JsonValue.Text(item, "id");
                TellThoughts(item, parts, sink);
                TellCipher(item, parts, sink);
                break;
            case "image_generation_call":
                TellImage(item, parts, sink);
                break;
        }
    }

    private static void TellThoughts(JsonElement item, OpenAiChatParts parts, IAnswerSink sink)
    {
        var list = JsonValue.Items(item, "summary").Any() ? "summary" : "content";
        foreach (var piece in JsonValue.Items(item, list))
        {
            if (parts.Open == AnswerPartKind.Thinking)
            {
                parts.Add(AnswerPartKind.Thinking, @"\n\n"u8, sink);
            }

            parts.Add(AnswerPartKind.Thinking, Raw(piece, "text"), sink);
        }
    }

    private static void TellSaid(JsonElement content, OpenAiChatParts parts, IAnswerSink sink)
    {
        parts.Add(AnswerPartKind.Text, Raw(content, "text"), sink);
        parts.Add(AnswerPartKind.Refusal, Raw(content, "refusal"), sink);
        foreach (var annotation in JsonValue.Items(content, "annotations"))
        {
            if (UrlCitation.Read(annotation) is { } citation)
            {
                parts.Cite(citation, sink);
            }
        }

        TellLogProbs(content, sink);
        parts.EndSaid(sink);
    }

    private static FinishReason ReasonOf(JsonElement root, OpenAiChatParts parts) => JsonValue.Text(root, "status") switch
    {
        "incomplete" => (JsonValue.Field(root, "incomplete_details") is { } details ? JsonValue.Text(details, "reason") : null) switch
        {
            "max_output_tokens" or "max_tokens" => FinishReason.Length,
            "content_filter" => FinishReason.ContentFilter,
            _ => FinishReason.Other,
        },
        "cancelled" => FinishReason.Other,
        _ when parts.HasCalls => FinishReason.ToolCalls,
        _ when parts.HasRefusal => FinishReason.Refusal,
        _ => FinishReason.Stop,
    };
}
