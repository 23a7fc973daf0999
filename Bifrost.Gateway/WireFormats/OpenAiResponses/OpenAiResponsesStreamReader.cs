using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.OpenAiChat;
using Bifrost.Gateway.WireFormats.Sse;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>
/// Reads the typed events of a response. Items come one after the other or in turns, each between <c>output_item.added</c> and
/// <c>output_item.done</c>. Source: developers.openai.com/api/reference/resources/responses/streaming-events.
/// </summary>
internal sealed class OpenAiResponsesStreamReader : IAnswerReader
{
    private const string Unreadable = "The provider sent an event that cannot be read.";

    private readonly OpenAiChatParts _parts = new();
    private bool _started;

    public bool EndedCleanly { get; private set; }

    public EventVerdict Read(ReadOnlySpan<byte> unit, IAnswerSink sink)
    {
        using var parsed = SseEvent.Parse(unit);
        var data = parsed.Data.Trim(" \t\n"u8);
        if (data.IsEmpty)
        {
            return EventVerdict.Forward;
        }

        if (data.SequenceEqual("[DONE]"u8))
        {
            return EndedCleanly ? EventVerdict.Hold : EventVerdict.Forward;
        }

        try
        {
            if (data[0] == (byte)'{')
            {
                return Tell(OpenAiResponsesEvent.Read(data), data, sink);
            }
        }
        catch (JsonException)
        {
            // Told below.
        }

        sink.Fail("upstream_invalid_response", Unreadable);
        return EventVerdict.Forward;
    }

    private EventVerdict Tell(in OpenAiResponsesEvent read, ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        // What comes behind the end is not part of the answer.
        if (EndedCleanly)
        {
            return EventVerdict.Forward;
        }

        switch (read.Type)
        {
            case var type when type.SequenceEqual("response.output_text.delta"u8):
                Add(AnswerPartKind.Text, read, data, sink);
                break;
            case var type when type.SequenceEqual("response.function_call_arguments.delta"u8) || type.SequenceEqual("response.custom_tool_call_input.delta"u8):
                AddArguments(read, sink);
                break;
            case var type when type.SequenceEqual("response.reasoning_summary_text.delta"u8) || type.SequenceEqual("response.reasoning_text.delta"u8):
                Add(AnswerPartKind.Thinking, read, data, sink);
                break;
            case var type when type.SequenceEqual("response.refusal.delta"u8):
                Add(AnswerPartKind.Refusal, read, data, sink);
                break;
            case var type when type.SequenceEqual("response.reasoning_summary_part.added"u8) && _parts.Open == AnswerPartKind.Thinking:
                _parts.Add(AnswerPartKind.Thinking, @"\n\n"u8, sink);
                break;
            case var type when type.SequenceEqual("response.content_part.done"u8):
                _parts.EndSaid(sink);
                break;
            default:
                return TellRare(read, data, sink);
        }

        return EventVerdict.Forward;
    }

    private void Add(AnswerPartKind kind, in OpenAiResponsesEvent read, ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        Start(default, sink);
        _parts.Add(kind, read.Delta, sink);
        if (read.HasLogProbs)
        {
            using var document = JsonDocument.Parse(data.ToArray());
            OpenAiResponsesAnswerReader.TellLogProbs(document.RootElement, sink);
        }
    }

    private void AddArguments(in OpenAiResponsesEvent read, IAnswerSink sink)
    {
        if (_parts.Call(read.OutputIndex, null, null, sink) is not { } call)
        {
            return;
        }

        var fits = read.Type.StartsWith("response.custom"u8) ? call.TellInput(read.Delta, sink) : call.Tell(read.Delta, read.Delta.Contains((byte)'\\'), sink);
        if (!fits)
        {
            OpenAiChatParts.FailCall(sink);
        }
    }

    private EventVerdict TellRare(in OpenAiResponsesEvent read, ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        var isEnd = ResponsesEventTypes.MayBeTerminal(read.Type, isWhole: true);
        var isRead = isEnd || read.Type.SequenceEqual("response.created"u8) || read.Type.SequenceEqual("response.in_progress"u8) || read.Type.SequenceEqual("error"u8)
            || read.Type.SequenceEqual("response.output_item.added"u8) || read.Type.SequenceEqual("response.output_item.done"u8)
            || read.Type.SequenceEqual("response.output_text.annotation.added"u8) || read.Type.IsEmpty;
        if (!isRead)
        {
            return EventVerdict.Forward;
        }

        using var document = JsonDocument.Parse(data.ToArray());
        var root = document.RootElement;
        if (read.Type.SequenceEqual("error"u8) || read.Type.IsEmpty)
        {
            TellError(root, read.Type.IsEmpty, sink);
        }
        else if (JsonValue.Field(root, "response") is { ValueKind: JsonValueKind.Object } response)
        {
            return TellResponse(response, isEnd, sink);
        }
        else if (JsonValue.Field(root, "annotation") is { } annotation && UrlCitation.Read(annotation) is { } citation)
        {
            Start(default, sink);
            _parts.Cite(citation, sink);
        }
        else if (JsonValue.Field(root, "item") is { ValueKind: JsonValueKind.Object } item)
        {
            Start(default, sink);
            TellItem(item, read.OutputIndex, read.Type.EndsWith(".done"u8), sink);
        }

        return isEnd ? EventVerdict.Hold : EventVerdict.Forward;
    }

    private EventVerdict TellResponse(JsonElement response, bool isEnd, IAnswerSink sink)
    {
        if (isEnd && JsonValue.Text(response, "status") == "failed")
        {
            var error = JsonValue.Field(response, "error") ?? default;
            sink.Fail(OpenAiErrors.CodeOf(error), OpenAiErrors.MessageOf(error) ?? "The provider reported a failure without a word.");
            return EventVerdict.Hold;
        }

        Start(response, sink);
        if (!isEnd)
        {
            return EventVerdict.Forward;
        }

        EndedCleanly = true;
        OpenAiResponsesAnswerReader.End(response, _parts, sink);
        return EventVerdict.Hold;
    }

    private void TellItem(JsonElement item, long index, bool isDone, IAnswerSink sink)
    {
        switch (JsonValue.Text(item, "type"))
        {
            case "function_call" or "custom_tool_call":
                TellCall(item, index, isDone, sink);
                break;
            case "reasoning" when isDone:
                OpenAiResponsesAnswerReader.TellCipher(item, _parts, sink);
                break;
            case "reasoning":
                _parts.EndSaid(sink);
                _parts.ThoughtId = JsonValue.Text(item, "id");
                break;
            case "image_generation_call" when isDone:
                OpenAiResponsesAnswerReader.TellImage(item, _parts, sink);
                break;
            case "message":
                _parts.EndSaid(sink);
                break;
        }
    }

    /// <summary>Some vendors give a call without pieces of its arguments, or only when it is done.</summary>
    private void TellCall(JsonElement item, long index, bool isDone, IAnswerSink sink)
    {
        if (isDone && _parts.HasEnded(index, JsonValue.Text(item, "call_id")))
        {
            // The next item has ended it already.
            return;
        }

        if (_parts.Call(index, JsonValue.Text(item, "call_id"), JsonValue.Text(item, "name"), sink) is { } call && isDone)
        {
            OpenAiResponsesAnswerReader.TellCall(item, call, sink);
        }
    }

    /// <summary>The event <c>error</c> has its fields flat or within <c>error</c>; what has neither is no event of a response.</summary>
    private static void TellError(JsonElement root, bool isUntyped, IAnswerSink sink)
    {
        var error = JsonValue.Field(root, "error") is { ValueKind: JsonValueKind.Object } inner ? inner : root;
        var message = OpenAiErrors.MessageOf(error);
        var code = isUntyped && message is null ? "upstream_invalid_response" : JsonValue.Text(error, "code") is null && error.Equals(root) ? null : OpenAiErrors.CodeOf(error);
        sink.Fail(code, message ?? (isUntyped ? Unreadable : "The provider reported a failure without a word."));
    }

    private void Start(JsonElement response, IAnswerSink sink)
    {
        if (!_started)
        {
            _started = true;
            OpenAiResponsesAnswerReader.Start(response, sink);
        }
    }
}
