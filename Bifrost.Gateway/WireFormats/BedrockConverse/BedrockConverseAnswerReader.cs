using System.Globalization;
using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Reads a whole answer. Sources: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html ("Response Syntax"),
/// …_ReasoningContentBlock, …_CitationsContentBlock.
/// </summary>
internal static class BedrockConverseAnswerReader
{
    public static bool TryRead(ReadOnlySpan<byte> body, IAnswerSink sink)
    {
        if (!JsonValue.TryParse(body.ToArray(), out var document, out _))
        {
            return false;
        }

        using (document)
        {
            var answer = document.RootElement;
            var message = JsonValue.Field(JsonValue.Field(answer, "output") ?? default, "message") ?? default;
            if (JsonValue.Field(message, "content") is not { ValueKind: JsonValueKind.Array } content)
            {
                return false;
            }

            sink.Start(null, null, Tier(answer));
            var index = 0;
            foreach (var block in content.EnumerateArray())
            {
                if (Head(block, index) is { } part)
                {
                    index++;
                    sink.BeginPart(part);
                    ReadBody(block, part, sink);
                    sink.EndPart(part.Index);
                }
            }

            if (BedrockConverseUsage.Read(JsonValue.Field(answer, "usage") ?? default) is { } usage)
            {
                sink.Usage(usage);
            }

            sink.Finish(BedrockConverseNames.Finish(JsonValue.Text(answer, "stopReason")), StopSequence(answer));
            return true;
        }
    }

    public static string? Tier(JsonElement parent) => JsonValue.Text(JsonValue.Field(parent, "serviceTier") ?? default, "type");

    /// <summary>The model's own field, given where the caller asked for it.</summary>
    public static string? StopSequence(JsonElement parent) => JsonValue.Text(JsonValue.Field(parent, "additionalModelResponseFields") ?? default, "stop_sequence");

    /// <summary>A tool's call by its block; never without an id.</summary>
    public static AnswerPart Call(JsonElement call, int index) => new(index, AnswerPartKind.ToolCall)
    {
        Id = JsonValue.Text(call, "toolUseId") is { Length: > 0 } id ? id : string.Create(CultureInfo.InvariantCulture, $"tooluse_{index}"),
        Name = JsonValue.Text(call, "name") ?? "",
    };

    private static AnswerPart? Head(JsonElement block, int index)
    {
        if (JsonValue.Field(block, "text") is not null || JsonValue.Field(block, "citationsContent") is not null)
        {
            return new AnswerPart(index, AnswerPartKind.Text);
        }

        if (JsonValue.Field(block, "toolUse") is { } call)
        {
            // One with a type is run by the vendor itself.
            return JsonValue.Field(call, "type") is null ? Call(call, index) : null;
        }

        if (JsonValue.Field(block, "reasoningContent") is { } reasoning)
        {
            return JsonValue.Text(reasoning, "redactedContent") is { } redacted
                ? new AnswerPart(index, AnswerPartKind.RedactedThinking) { Data = RedactedContent.FromWire(redacted) }
                : new AnswerPart(index, AnswerPartKind.Thinking);
        }

        return JsonValue.Field(block, "image") is { } image
            ? new AnswerPart(index, AnswerPartKind.Image) { Data = "image/" + JsonValue.Text(image, "format") }
            : null;
    }

    private static void ReadBody(JsonElement block, in AnswerPart part, IAnswerSink sink)
    {
        switch (part.Kind)
        {
            case AnswerPartKind.Text when JsonValue.Field(block, "citationsContent") is { } cited:
                var text = BedrockConverseContentReader.Cited(cited);
                Tell(part.Index, text.Text, sink);
                foreach (var citation in text.Citations)
                {
                    sink.Cite(part.Index, citation);
                }

                break;
            case AnswerPartKind.Text:
                Tell(part.Index, JsonValue.Text(block, "text"), sink);
                break;
            case AnswerPartKind.ToolCall:
                var input = JsonValue.Field(JsonValue.Field(block, "toolUse") ?? default, "input") ?? default;
                Tell(part.Index, input.ValueKind == JsonValueKind.Object && input.GetPropertyCount() > 0 ? input.GetRawText() : null, sink);
                break;
            case AnswerPartKind.Thinking:
                ReadThinking(JsonValue.Field(JsonValue.Field(block, "reasoningContent") ?? default, "reasoningText") ?? default, part.Index, sink);
                break;
            case AnswerPartKind.Image:
                Tell(part.Index, JsonValue.Text(JsonValue.Field(JsonValue.Field(block, "image") ?? default, "source") ?? default, "bytes"), sink);
                break;
        }
    }

    private static void ReadThinking(JsonElement reasoning, int index, IAnswerSink sink)
    {
        Tell(index, JsonValue.Text(reasoning, "text"), sink);
        if (JsonValue.Text(reasoning, "signature") is { Length: > 0 } signature)
        {
            sink.Sign(index, signature);
        }
    }

    private static void Tell(int index, string? text, IAnswerSink sink)
    {
        if (text is { Length: > 0 })
        {
            sink.Delta(index, Encoding.UTF8.GetBytes(text));
        }
    }
}
