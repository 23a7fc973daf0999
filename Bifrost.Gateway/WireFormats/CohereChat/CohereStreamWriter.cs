using System.Buffers;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.CohereChat;

/// <summary>
/// Writes a stream of <c>/v2/chat</c>. Contents and calls are numbered each for themselves. A failure is what Cohere makes of it: an end
/// whose reason is <c>ERROR</c>.
/// </summary>
internal sealed class CohereStreamWriter(AnswerFrame frame, IBufferWriter<byte> output) : IAnswerWriter, IDisposable
{
    private readonly JsonEvents _events = new(output);
    private readonly Dictionary<int, Part> _parts = [];
    private int _contents;
    private int _calls;
    private int _citations;
    private FinishReason? _finish;
    private TokenUsage? _usage;
    private bool _started;
    private bool _ended;

    public void Start(string? id, string? model, string? serviceTier)
    {
        _started = true;
        var json = Begin("message-start"u8);
        json.WriteString("id", id ?? frame.Id);
        json.WriteStartObject("delta");
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteStartArray("content");
        json.WriteEndArray();
        json.WriteString("tool_plan", "");
        json.WriteStartArray("tool_calls");
        json.WriteEndArray();
        json.WriteStartArray("citations");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        End(json);
    }

    public void BeginPart(in AnswerPart part)
    {
        var isCall = part.Kind == AnswerPartKind.ToolCall;
        var isThought = part.Kind == AnswerPartKind.Thinking;
        if (!isCall && !isThought && part.Kind is not (AnswerPartKind.Text or AnswerPartKind.Refusal))
        {
            return;
        }

        _parts[part.Index] = new Part(isCall, isThought, isCall ? _calls++ : _contents++);
        var json = Begin(isCall ? "tool-call-start"u8 : "content-start"u8);
        json.WriteNumber("index"u8, _parts[part.Index].Number);
        json.WriteStartObject("delta"u8);
        json.WriteStartObject("message"u8);
        if (isCall)
        {
            WriteHead(json, part);
        }
        else
        {
            json.WriteStartObject("content"u8);
            json.WriteString("type"u8, isThought ? "thinking"u8 : "text"u8);
            json.WriteString(isThought ? "thinking"u8 : "text"u8, ""u8);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        End(json);
    }

    public void Delta(int index, ReadOnlySpan<byte> text)
    {
        if (_ended || !_parts.TryGetValue(index, out var part))
        {
            return;
        }

        part.HasText |= !text.IsEmpty;
        var json = Begin(part.IsCall ? "tool-call-delta"u8 : "content-delta"u8);
        json.WriteNumber("index"u8, part.Number);
        json.WriteStartObject("delta"u8);
        json.WriteStartObject("message"u8);
        if (part.IsCall)
        {
            json.WriteStartObject("tool_calls"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("arguments"u8, text);
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartObject("content"u8);
            json.WriteString(part.IsThought ? "thinking"u8 : "text"u8, text);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        End(json);
    }

    public void Sign(int index, string signature)
    {
        // This dialect has no signatures.
    }

    public void Cite(int index, Citation citation)
    {
        if (_ended || !_parts.TryGetValue(index, out var part))
        {
            return;
        }

        var json = Begin("citation-start"u8);
        json.WriteNumber("index", _citations);
        json.WriteStartObject("delta");
        json.WriteStartObject("message");
        json.WritePropertyName("citations");
        CohereCitations.Write(json, citation, part.Number);
        json.WriteEndObject();
        json.WriteEndObject();
        End(json);
        json = Begin("citation-end"u8);
        json.WriteNumber("index", _citations++);
        End(json);
    }

    public void LogProbs(JsonElement tokens)
    {
        if (_ended)
        {
            return;
        }

        foreach (var token in tokens.EnumerateArray())
        {
            var json = Begin("content-delta"u8);
            json.WriteNumber("index", Math.Max(0, _contents - 1));
            json.WriteStartObject("delta");
            json.WriteStartObject("message");
            json.WriteStartObject("content");
            json.WriteString("text", "");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WritePropertyName("logprobs");
            CohereLogProbs.WriteChunk(json, token);
            End(json);
        }
    }

    public void EndPart(int index)
    {
        if (_ended || !_parts.TryGetValue(index, out var part))
        {
            return;
        }

        if (part is { IsCall: true, HasText: false })
        {
            Delta(index, "{}"u8);
        }

        var json = Begin(part.IsCall ? "tool-call-end"u8 : "content-end"u8);
        json.WriteNumber("index"u8, part.Number);
        End(json);
    }

    public void Usage(in TokenUsage usage) => _usage = usage;

    public void Finish(FinishReason reason, string? stopSequence) => _finish = reason;

    public void Fail(string? code, string message) => WriteEnd("ERROR", message);

    /// <summary>Reason and usage stand in one event, and usage may come after the reason.</summary>
    public void Complete() => WriteEnd(CohereNames.Of(_finish ?? FinishReason.Stop), null);

    public void Dispose() => _events.Dispose();

    private void WriteEnd(string reason, string? error)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        if (!_started)
        {
            Start(null, null, null);
        }

        var json = Begin("message-end"u8);
        json.WriteStartObject("delta");
        if (error is not null)
        {
            json.WriteString("error", error);
        }

        json.WriteString("finish_reason", reason);
        if (_usage is { } usage)
        {
            CohereUsage.Write(json, usage);
        }

        json.WriteEndObject();
        End(json);
    }

    private static void WriteHead(Utf8JsonWriter json, in AnswerPart part)
    {
        json.WriteStartObject("tool_calls");
        json.WriteString("id", part.Id);
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", part.Name);
        json.WriteString("arguments", "");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private Utf8JsonWriter Begin(ReadOnlySpan<byte> type)
    {
        var json = _events.Begin(type);
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        return json;
    }

    private void End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        _events.End();
    }

    private sealed class Part(bool isCall, bool isThought, int number)
    {
        public bool IsCall => isCall;

        public bool IsThought => isThought;

        public int Number => number;

        public bool HasText { get; set; }
    }
}
