using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.Sse;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>Reads a stream of Anthropic's. Source: platform.claude.com/docs/en/build-with-claude/streaming.</summary>
internal sealed class AnthropicMessagesStreamReader : IAnswerReader
{
    // Blocks open at once: a provider opens them one after the other.
    private const int MostOpen = 256;
    private readonly List<AnthropicMessagesBlock> _open = [];
    private AnthropicMessagesUsage _usage;
    private int _begun;
    private bool _started;
    private bool _finished;
    private bool _failed;

    public bool EndedCleanly { get; private set; }

    public EventVerdict Read(ReadOnlySpan<byte> unit, IAnswerSink sink)
    {
        using var parsed = SseEvent.Parse(unit);
        if (parsed.Data.IsEmpty || _failed || EndedCleanly)
        {
            return EventVerdict.Forward;
        }

        try
        {
            var fields = AnthropicMessagesStreamUnit.Parse(parsed.Data);
            Take(fields, fields.Type.IsEmpty ? parsed.Name : fields.Type, parsed.Data, sink);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            Fail(sink, "an event that is no JSON object");
        }

        return EndedCleanly ? EventVerdict.Hold : EventVerdict.Forward;
    }

    private void Take(in AnthropicMessagesStreamUnit unit, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        switch (type)
        {
            case var _ when type.SequenceEqual("content_block_delta"u8):
                TakeDelta(unit, sink);
                break;
            case var _ when type.SequenceEqual("content_block_start"u8):
                Begin(unit, sink);
                break;
            case var _ when type.SequenceEqual("content_block_stop"u8):
                End(unit.Index, sink);
                break;
            case var _ when type.SequenceEqual("message_start"u8):
                Start(unit.Message, sink);
                break;
            case var _ when type.SequenceEqual("message_delta"u8):
                TakeEnd(unit, sink);
                break;
            case var _ when type.SequenceEqual("message_stop"u8):
                EnsureStarted(sink);
                Finish(FinishReason.Stop, null, sink);
                EndedCleanly = true;
                break;
            case var _ when type.SequenceEqual("error"u8):
                _failed = true;
                AnthropicMessagesErrors.TryRead(data, out var code, out var message);
                sink.Fail(code, message ?? "The provider reported a failure without a word.");
                break;
        }
    }

    private void Start(ReadOnlySpan<byte> message, IAnswerSink sink)
    {
        if (_started || message.IsEmpty)
        {
            Fail(sink, "a message that begins twice or not at all");
            return;
        }

        using var document = JsonDocument.Parse(message.ToArray());
        var head = document.RootElement;
        if (JsonValue.Field(head, "usage") is { ValueKind: JsonValueKind.Object } usage)
        {
            _usage.Take(JsonMarshal.GetRawUtf8Value(usage));
        }

        _started = true;
        sink.Start(JsonValue.Text(head, "id"), JsonValue.Text(head, "model"), _usage.ServiceTier);
        _usage.Tell(sink);
    }

    private void EnsureStarted(IAnswerSink sink)
    {
        if (!_started)
        {
            _started = true;
            sink.Start(null, null, null);
        }
    }

    private void Begin(in AnthropicMessagesStreamUnit unit, IAnswerSink sink)
    {
        if (unit.Block.IsEmpty || unit.Index < 0 || _finished || _open.Count == MostOpen || Find(unit.Index) is not null)
        {
            Fail(sink, "a block that cannot begin here");
            return;
        }

        EnsureStarted(sink);
        using var document = JsonDocument.Parse(unit.Block.ToArray());
        if (AnthropicMessagesAnswerReader.Head(document.RootElement, _begun) is not { } part)
        {
            // Of a kind that no other dialect knows: passed over with its deltas.
            _open.Add(new AnthropicMessagesBlock(unit.Index, null));
            return;
        }

        _begun++;
        var block = new AnthropicMessagesBlock(unit.Index, part);
        _open.Add(block);
        sink.BeginPart(part);
        // Vendors that do not stream arguments give them here, whole.
        block.IsWhole = AnthropicMessagesAnswerReader.ReadBody(document.RootElement, part, sink) && part.Kind == AnswerPartKind.ToolCall;
    }

    private void TakeDelta(in AnthropicMessagesStreamUnit unit, IAnswerSink sink)
    {
        var block = Find(unit.Index);
        if (unit.Delta.IsEmpty || block is null)
        {
            Fail(sink, "a piece of a block that has not begun");
        }

        if (_failed || block?.Part is not { } part || block.IsWhole)
        {
            return;
        }

        var delta = AnthropicMessagesStreamDelta.Parse(unit.Delta);
        if (delta.Type.SequenceEqual("signature_delta"u8))
        {
            sink.Sign(part.Index, Encoding.UTF8.GetString(new TextPieces().Take(delta.Text, delta.IsEscaped)));
        }
        else if (delta.Type.SequenceEqual("citations_delta"u8))
        {
            Cite(delta.Citation, part.Index, sink);
        }
        else if (delta.Fits(part.Kind) && block.Pieces.Take(delta.Text, delta.IsEscaped) is { IsEmpty: false } text)
        {
            sink.Delta(part.Index, text);
        }
    }

    private static void Cite(ReadOnlySpan<byte> citation, int index, IAnswerSink sink)
    {
        if (!citation.IsEmpty)
        {
            using var document = JsonDocument.Parse(citation.ToArray());
            sink.Cite(index, AnthropicMessagesCitations.Read(document.RootElement));
        }
    }

    private void End(long index, IAnswerSink sink)
    {
        if (Find(index) is not { } block)
        {
            Fail(sink, "the end of a block that has not begun");
            return;
        }

        _open.Remove(block);
        if (block.Part is { } part)
        {
            sink.EndPart(part.Index);
        }
    }

    private void TakeEnd(in AnthropicMessagesStreamUnit unit, IAnswerSink sink)
    {
        EnsureStarted(sink);
        if (!unit.Usage.IsEmpty)
        {
            _usage.Take(unit.Usage);
            _usage.Tell(sink);
        }

        if (!unit.Delta.IsEmpty)
        {
            using var document = JsonDocument.Parse(unit.Delta.ToArray());
            if (JsonValue.Text(document.RootElement, "stop_reason") is { } reason)
            {
                Finish(AnthropicMessagesNames.Finish(reason), JsonValue.Text(document.RootElement, "stop_sequence"), sink);
            }
        }
    }

    private void Finish(FinishReason reason, string? stopSequence, IAnswerSink sink)
    {
        if (_finished)
        {
            return;
        }

        while (_open.Count > 0)
        {
            End(_open[0].Index, sink);
        }

        _finished = true;
        sink.Finish(reason, stopSequence);
    }

    private void Fail(IAnswerSink sink, string what)
    {
        _failed = true;
        sink.Fail("upstream_invalid_response", $"The provider sent {what}.");
    }

    private AnthropicMessagesBlock? Find(long index)
    {
        foreach (var block in _open)
        {
            if (block.Index == index)
            {
                return block;
            }
        }

        return null;
    }
}
