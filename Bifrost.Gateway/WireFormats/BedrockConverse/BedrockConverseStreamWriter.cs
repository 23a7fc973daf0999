using System.Buffers;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.AwsFrames;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Writes a stream as Bedrock does: only calls of tools are announced, the reason to stop comes with the last block, the usage at the
/// very end. Sources: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html, …_ConverseStreamOutput.
/// </summary>
internal sealed class BedrockConverseStreamWriter(IBufferWriter<byte> output) : IAnswerWriter, IDisposable
{
    private readonly AwsFrameWriter _frames = new(output);
    // The blocks that are open: the canonical index and this stream's own, which leaves out what the dialect cannot say.
    private readonly List<(int Part, int Block, AnswerPartKind Kind)> _open = [];
    private int _blocks;
    private bool _started;
    private bool _finished;
    private bool _over;
    private bool _calledTools;
    private TokenUsage _usage;
    private string? _tier;

    public void Start(string? id, string? model, string? serviceTier)
    {
        if (_started || _over)
        {
            return;
        }

        _started = true;
        _tier = serviceTier;
        var json = _frames.Begin();
        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        json.WriteEndObject();
        _frames.EndEvent("messageStart"u8);
    }

    public void BeginPart(in AnswerPart part)
    {
        if (_over || part.Kind is AnswerPartKind.Image or AnswerPartKind.Audio)
        {
            // Pictures come whole in this dialect's streams and sound not at all: neither is gathered.
            return;
        }

        Start(null, null, null);
        _open.Add((part.Index, _blocks, part.Kind));
        if (part.Kind == AnswerPartKind.ToolCall)
        {
            _calledTools = true;
            var json = Begin(_blocks);
            json.WriteStartObject("start"u8);
            json.WriteStartObject("toolUse"u8);
            json.WriteString("toolUseId"u8, BedrockConverseNames.ToolId(part.Id ?? ""));
            json.WriteString("name"u8, part.Name ?? "");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            _frames.EndEvent("contentBlockStart"u8);
        }
        else if (part.Kind == AnswerPartKind.RedactedThinking)
        {
            var json = BeginDelta(_blocks, "reasoningContent"u8);
            json.WriteString("redactedContent"u8, RedactedContent.ToWire(part.Data ?? ""));
            EndDelta(json);
        }

        _blocks++;
    }

    public void Delta(int index, ReadOnlySpan<byte> text)
    {
        if (!TryFind(index, out var block, out var kind) || kind == AnswerPartKind.RedactedThinking)
        {
            return;
        }

        switch (kind)
        {
            case AnswerPartKind.Thinking:
                WriteDelta(block, "reasoningContent"u8, "text"u8, text);
                break;
            case AnswerPartKind.ToolCall:
                WriteDelta(block, "toolUse"u8, "input"u8, text);
                break;
            default:
                WriteDelta(block, default, "text"u8, text);
                break;
        }
    }

    public void Sign(int index, string signature)
    {
        // A tool call's signature is Gemini's alone: the dialect has no place for it.
        if (TryFind(index, out var block, out var kind) && kind == AnswerPartKind.Thinking)
        {
            var json = BeginDelta(block, "reasoningContent"u8);
            json.WriteString("signature"u8, signature);
            EndDelta(json);
        }
    }

    public void Cite(int index, Citation citation)
    {
        if (TryFind(index, out var block, out var kind) && kind == AnswerPartKind.Text)
        {
            var json = BeginDelta(block, default);
            json.WritePropertyName("citation"u8);
            BedrockConverseCitations.Write(json, citation);
            EndDelta(json, isNested: false);
        }
    }

    public void LogProbs(JsonElement tokens)
    {
        // The dialect has none.
    }

    public void EndPart(int index)
    {
        if (TryFind(index, out var block, out _))
        {
            _open.RemoveAll(x => x.Part == index);
            Begin(block).WriteEndObject();
            _frames.EndEvent("contentBlockStop"u8);
        }
    }

    public void Usage(in TokenUsage usage) => _usage = usage;

    public void Finish(FinishReason reason, string? stopSequence)
    {
        if (_over || _finished)
        {
            return;
        }

        Start(null, null, null);
        while (_open.Count > 0)
        {
            EndPart(_open[0].Part);
        }

        _finished = true;
        var json = _frames.Begin();
        json.WriteStartObject();
        json.WriteString("stopReason"u8, BedrockConverseNames.StopReason(reason, _calledTools));
        if (stopSequence is not null)
        {
            json.WriteStartObject("additionalModelResponseFields"u8);
            json.WriteString("stop_sequence"u8, stopSequence);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        _frames.EndEvent("messageStop"u8);
    }

    public void Fail(string? code, string message)
    {
        if (!_over)
        {
            _over = true;
            var json = _frames.Begin();
            json.WriteStartObject();
            json.WriteString("message"u8, message);
            json.WriteEndObject();
            _frames.EndException(BedrockConverseErrors.ExceptionOf(code));
            Dispose();
        }
    }

    public void Complete()
    {
        if (!_over)
        {
            Finish(FinishReason.Stop, null);
            _over = true;
            var json = _frames.Begin();
            json.WriteStartObject();
            BedrockConverseUsage.Write(json, _usage);
            BedrockConverseAnswerWriter.WriteMetrics(json);
            BedrockConverseAnswerWriter.WriteTier(json, _tier);
            json.WriteEndObject();
            _frames.EndEvent("metadata"u8);
            Dispose();
        }
    }

    public void Dispose() => _frames.Dispose();

    private Utf8JsonWriter Begin(int block)
    {
        var json = _frames.Begin();
        json.WriteStartObject();
        json.WriteNumber("contentBlockIndex"u8, block);
        return json;
    }

    private Utf8JsonWriter BeginDelta(int block, ReadOnlySpan<byte> kind)
    {
        var json = Begin(block);
        json.WriteStartObject("delta"u8);
        if (!kind.IsEmpty)
        {
            json.WriteStartObject(kind);
        }

        return json;
    }

    private void EndDelta(Utf8JsonWriter json, bool isNested = true)
    {
        if (isNested)
        {
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        _frames.EndEvent("contentBlockDelta"u8);
    }

    /// <param name="kind">Of the object that holds the text; empty where the delta itself does.</param>
    private void WriteDelta(int block, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> field, ReadOnlySpan<byte> text)
    {
        var json = BeginDelta(block, kind);
        json.WriteString(field, text);
        EndDelta(json, isNested: !kind.IsEmpty);
    }

    private bool TryFind(int part, out int block, out AnswerPartKind kind)
    {
        foreach (var open in _open)
        {
            if (open.Part == part)
            {
                (block, kind) = (open.Block, open.Kind);
                return !_over;
            }
        }

        (block, kind) = (0, default);
        return false;
    }
}
