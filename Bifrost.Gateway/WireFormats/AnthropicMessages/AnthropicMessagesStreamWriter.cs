using System.Buffers;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// Writes a stream as Anthropic does. Its one event that waits is <c>message_delta</c>, whose usage other vendors tell last. Source:
/// platform.claude.com/docs/en/build-with-claude/streaming.
/// </summary>
internal sealed class AnthropicMessagesStreamWriter(AnswerFrame frame, IBufferWriter<byte> output) : IAnswerWriter, IDisposable
{
    private readonly JsonEvents _events = new(output);
    // The blocks that are open: the canonical index and this stream's own, which leaves out what the dialect cannot say.
    private readonly List<(int Part, int Block, AnswerPartKind Kind)> _open = [];
    private int _blocks;
    private bool _started;
    private bool _over;
    private bool _calledTools;
    private TokenUsage _usage;
    private string? _tier;
    private FinishReason _finish;
    private string? _stopSequence;

    public void Start(string? id, string? model, string? serviceTier)
    {
        if (_started || _over)
        {
            return;
        }

        _started = true;
        _tier = serviceTier;
        var json = _events.Begin("message_start"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "message_start"u8);
        json.WriteStartObject("message"u8);
        json.WriteString("id"u8, AnthropicMessagesNames.MessageId(id ?? frame.Id));
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, model ?? frame.Model);
        json.WriteStartArray("content"u8);
        json.WriteEndArray();
        json.WriteNull("stop_reason"u8);
        json.WriteNull("stop_sequence"u8);
        // What it costs is not known yet; message_delta has all counts, and its last word counts.
        AnthropicMessagesUsage.Write(json, default, serviceTier);
        json.WriteEndObject();
        json.WriteEndObject();
        _events.End();
    }

    public void BeginPart(in AnswerPart part)
    {
        if (_over || part.Kind is AnswerPartKind.Image or AnswerPartKind.Audio)
        {
            // The dialect's answers have no pictures and no sound.
            return;
        }

        Start(null, null, null);
        _open.Add((part.Index, _blocks, part.Kind));
        _calledTools |= part.Kind == AnswerPartKind.ToolCall;
        var json = Begin("content_block_start"u8, _blocks++);
        AnthropicMessagesBlockHead.Write(json, part);
        End(json);
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
                WriteDelta(block, "thinking_delta"u8, "thinking"u8, text);
                break;
            case AnswerPartKind.ToolCall:
                WriteDelta(block, "input_json_delta"u8, "partial_json"u8, text);
                break;
            default:
                WriteDelta(block, "text_delta"u8, "text"u8, text);
                break;
        }
    }

    public void Sign(int index, string signature)
    {
        // A tool call's signature is Gemini's alone: the dialect has no place for it.
        if (TryFind(index, out var block, out var kind) && kind == AnswerPartKind.Thinking)
        {
            var json = BeginDelta(block, "signature_delta"u8);
            json.WriteString("signature"u8, signature);
            json.WriteEndObject();
            End(json);
        }
    }

    public void Cite(int index, Citation citation)
    {
        if (TryFind(index, out var block, out var kind) && kind == AnswerPartKind.Text)
        {
            var json = BeginDelta(block, "citations_delta"u8);
            json.WritePropertyName("citation"u8);
            AnthropicMessagesCitations.Write(json, citation);
            json.WriteEndObject();
            End(json);
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
            End(Begin("content_block_stop"u8, block));
        }
    }

    public void Usage(in TokenUsage usage) => _usage = usage;

    public void Finish(FinishReason reason, string? stopSequence)
    {
        _finish = reason;
        _stopSequence = stopSequence;
    }

    public void Fail(string? code, string message)
    {
        if (_over)
        {
            return;
        }

        _over = true;
        var json = _events.Begin("error"u8);
        json.WriteStartObject();
        AnthropicMessagesErrors.WriteFields(json, AnthropicMessagesErrors.TypeOf(code), message);
        End(json);
        Dispose();
    }

    public void Complete()
    {
        if (_over)
        {
            return;
        }

        Start(null, null, null);
        while (_open.Count > 0)
        {
            EndPart(_open[0].Part);
        }

        _over = true;
        var json = _events.Begin("message_delta"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "message_delta"u8);
        json.WriteStartObject("delta"u8);
        AnthropicMessagesAnswerWriter.WriteStop(json, _finish, _stopSequence, _calledTools);
        json.WriteEndObject();
        AnthropicMessagesUsage.Write(json, _usage, _tier);
        End(json);
        json = _events.Begin("message_stop"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "message_stop"u8);
        End(json);
        Dispose();
    }

    public void Dispose() => _events.Dispose();

    private Utf8JsonWriter Begin(ReadOnlySpan<byte> type, int block)
    {
        var json = _events.Begin(type);
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteNumber("index"u8, block);
        return json;
    }

    private Utf8JsonWriter BeginDelta(int block, ReadOnlySpan<byte> type)
    {
        var json = Begin("content_block_delta"u8, block);
        json.WriteStartObject("delta"u8);
        json.WriteString("type"u8, type);
        return json;
    }

    private void WriteDelta(int block, ReadOnlySpan<byte> type, ReadOnlySpan<byte> field, ReadOnlySpan<byte> text)
    {
        var json = BeginDelta(block, type);
        json.WriteString(field, text);
        json.WriteEndObject();
        End(json);
    }

    private void End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        _events.End();
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
