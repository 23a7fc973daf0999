using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.AnthropicMessages;
using Bifrost.Gateway.WireFormats.AwsFrames;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Reads a stream of Bedrock's: blocks of text and of thoughts begin with their first piece, only calls of tools are announced.
/// Sources: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html, …_ConverseStreamOutput.
/// </summary>
internal sealed class BedrockConverseStreamReader : IAnswerReader
{
    // Blocks open at once: a provider opens them one after the other.
    private const int MostOpen = 256;

    private readonly List<Block> _open = [];
    private int _begun;
    private bool _started;
    private bool _finished;
    private bool _failed;

    public bool EndedCleanly { get; private set; }

    public EventVerdict Read(ReadOnlySpan<byte> unit, IAnswerSink sink)
    {
        if (_failed || EndedCleanly)
        {
            return EventVerdict.Forward;
        }

        if (!AwsFrame.TryRead(unit, out var frame))
        {
            Fail(sink, "a frame that is not what its checksums say");
            return EventVerdict.Forward;
        }

        try
        {
            Take(frame, sink);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            Fail(sink, "an event that is no JSON object");
        }

        return EndedCleanly ? EventVerdict.Hold : EventVerdict.Forward;
    }

    private void Take(in AwsFrame frame, IAnswerSink sink)
    {
        var type = frame.Header(":event-type"u8);
        if (type.SequenceEqual("contentBlockDelta"u8))
        {
            TakeDelta(BedrockStreamUnit.Parse(frame.Payload), sink);
        }
        else if (frame.Header(":message-type"u8) is var kind && (kind.SequenceEqual("exception"u8) || kind.SequenceEqual("error"u8)))
        {
            TakeException(frame, sink);
        }
        else
        {
            using var document = JsonDocument.Parse(frame.Payload.ToArray());
            TakeRare(type, document.RootElement, sink);
        }
    }

    private void TakeRare(ReadOnlySpan<byte> type, JsonElement payload, IAnswerSink sink)
    {
        switch (type)
        {
            case var _ when type.SequenceEqual("messageStart"u8):
                EnsureStarted(sink);
                break;
            case var _ when type.SequenceEqual("contentBlockStart"u8):
                Begin(payload, sink);
                break;
            case var _ when type.SequenceEqual("contentBlockStop"u8):
                End(JsonValue.Whole(payload, "contentBlockIndex") ?? -1, sink);
                break;
            case var _ when type.SequenceEqual("messageStop"u8):
                EnsureStarted(sink);
                Finish(BedrockConverseNames.Finish(JsonValue.Text(payload, "stopReason")), BedrockConverseAnswerReader.StopSequence(payload), sink);
                break;
            case var _ when type.SequenceEqual("metadata"u8):
                EnsureStarted(sink);
                if (BedrockConverseUsage.Read(JsonValue.Field(payload, "usage") ?? default) is { } usage)
                {
                    sink.Usage(usage);
                }

                Finish(FinishReason.Stop, null, sink);
                EndedCleanly = true;
                break;
        }
    }

    private void TakeException(in AwsFrame frame, IAnswerSink sink)
    {
        _failed = true;
        var type = frame.Header(":exception-type"u8);
        var code = AnthropicMessagesNames.Identifier(Encoding.UTF8.GetString(type.IsEmpty ? frame.Header(":error-code"u8) : type));
        if (!BedrockConverseErrors.TryRead(frame.Payload, out _, out var message))
        {
            message = Encoding.UTF8.GetString(frame.Header(":error-message"u8));
        }

        sink.Fail(code, message.Length > 0 ? message : "The provider reported a failure without a word.");
    }

    private void Begin(JsonElement payload, IAnswerSink sink)
    {
        var index = JsonValue.Whole(payload, "contentBlockIndex") ?? -1;
        if (_finished || Find(index) is not null || _open.Count == MostOpen)
        {
            Fail(sink, "a block that cannot begin here");
            return;
        }

        // Of another kind only its pieces tell what it is, and a tool with a type is run by the vendor itself.
        if (JsonValue.Field(JsonValue.Field(payload, "start") ?? default, "toolUse") is { } call)
        {
            EnsureStarted(sink);
            var isOwn = JsonValue.Field(call, "type") is not null;
            _open.Add(new Block(index) { Part = isOwn ? null : BedrockConverseAnswerReader.Call(call, _begun) });
            if (!isOwn)
            {
                _begun++;
                sink.BeginPart(_open[^1].Part!.Value);
            }
        }
    }

    private void TakeDelta(in BedrockStreamUnit unit, IAnswerSink sink)
    {
        var kind = unit.Kind switch
        {
            BedrockDeltaKind.Text or BedrockDeltaKind.Citation => AnswerPartKind.Text,
            BedrockDeltaKind.ToolInput => AnswerPartKind.ToolCall,
            BedrockDeltaKind.Redacted => AnswerPartKind.RedactedThinking,
            _ => AnswerPartKind.Thinking,
        };
        var block = Find(unit.Index);
        if (unit.Kind == BedrockDeltaKind.None || (block is not null && block.Part is null))
        {
            return;
        }

        if (_finished || _open.Count == MostOpen || (kind == AnswerPartKind.ToolCall && block is null))
        {
            Fail(sink, "a piece of a block that has not begun");
            return;
        }

        block = Opened(block, kind, unit, sink);
        if (unit.Kind == BedrockDeltaKind.Signature)
        {
            sink.Sign(block.Part!.Value.Index, Text(unit));
        }
        else if (unit.Kind == BedrockDeltaKind.Citation)
        {
            using var citation = JsonDocument.Parse(unit.Value.ToArray());
            sink.Cite(block.Part!.Value.Index, BedrockConverseCitations.Read(citation.RootElement));
        }
        else if (unit.Kind != BedrockDeltaKind.Redacted && block.Pieces.Take(unit.Value, unit.IsEscaped) is { IsEmpty: false } text)
        {
            sink.Delta(block.Part!.Value.Index, text);
        }
    }

    /// <summary>The block's part of this kind, begun if need be. What is redacted comes whole: each piece is a part.</summary>
    private Block Opened(Block? block, AnswerPartKind kind, in BedrockStreamUnit unit, IAnswerSink sink)
    {
        if (block?.Part is { } current && current.Kind == kind && kind != AnswerPartKind.RedactedThinking)
        {
            return block;
        }

        if (block is not null)
        {
            End(block.Index, sink);
        }

        EnsureStarted(sink);
        var data = kind == AnswerPartKind.RedactedThinking ? RedactedContent.FromWire(Text(unit)) : null;
        var opened = new Block(unit.Index) { Part = new AnswerPart(_begun++, kind) { Data = data } };
        _open.Add(opened);
        sink.BeginPart(opened.Part.Value);
        return opened;
    }

    private static string Text(in BedrockStreamUnit unit) => Encoding.UTF8.GetString(new TextPieces().Take(unit.Value, unit.IsEscaped));

    private void End(long index, IAnswerSink sink)
    {
        // A block without pieces was never announced, and ends all the same.
        if (Find(index) is { } block)
        {
            _open.Remove(block);
            if (block.Part is { } part)
            {
                sink.EndPart(part.Index);
            }
        }
    }

    private void Finish(FinishReason reason, string? stopSequence, IAnswerSink sink)
    {
        while (!_finished && _open.Count > 0)
        {
            End(_open[0].Index, sink);
        }

        if (!_finished)
        {
            _finished = true;
            sink.Finish(reason, stopSequence);
        }
    }

    private void EnsureStarted(IAnswerSink sink)
    {
        if (!_started)
        {
            _started = true;
            sink.Start(null, null, null);
        }
    }

    private void Fail(IAnswerSink sink, string what)
    {
        _failed = true;
        sink.Fail("upstream_invalid_response", $"The provider sent {what}.");
    }

    private Block? Find(long index) => _open.Find(x => x.Index == index);

    private sealed class Block(long index)
    {
        public long Index => index;

        /// <summary>Null for a kind that is passed over.</summary>
        public AnswerPart? Part { get; init; }

        public TextPieces Pieces { get; } = new();
    }
}
