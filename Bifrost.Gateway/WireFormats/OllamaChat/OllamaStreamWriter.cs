using System.Buffers;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OllamaChat;

/// <summary>
/// Writes the lines of <c>/api/chat</c>, one for each piece of text. This dialect has no fragments of a call's arguments: they alone are
/// gathered, each call for itself, and go out as an object when their part ends.
/// </summary>
internal sealed class OllamaStreamWriter(AnswerFrame frame, IBufferWriter<byte> output) : IAnswerWriter, IDisposable
{
    /// <summary>The most bytes that a call's arguments may have.</summary>
    private const int MaxGathered = 32 * 1024 * 1024;

    private readonly Utf8JsonWriter _json = new(output, JsonValue.Written);
    private readonly Dictionary<int, Gathered> _calls = [];
    private readonly Dictionary<int, bool> _texts = [];
    private readonly byte[] _created = Encoding.UTF8.GetBytes(OllamaNames.Time(frame.Created));
    private byte[] _model = Encoding.UTF8.GetBytes(frame.Model);
    private FinishReason? _finish;
    private TokenUsage? _usage;
    private bool _ended;

    public void Start(string? id, string? model, string? serviceTier) => _model = model is null ? _model : Encoding.UTF8.GetBytes(model);

    public void BeginPart(in AnswerPart part)
    {
        if (part.Kind == AnswerPartKind.ToolCall)
        {
            _calls[part.Index] = new Gathered(part);
        }
        else if (part.Kind is AnswerPartKind.Text or AnswerPartKind.Refusal or AnswerPartKind.Thinking)
        {
            _texts[part.Index] = part.Kind == AnswerPartKind.Thinking;
        }
    }

    public void Delta(int index, ReadOnlySpan<byte> text)
    {
        if (_ended)
        {
            return;
        }

        if (_texts.TryGetValue(index, out var isThought))
        {
            WriteText(text, isThought);
        }
        else if (!_calls.TryGetValue(index, out var call))
        {
            // A part that this dialect has no place for.
        }
        else if (call.Text.WrittenCount + text.Length > MaxGathered)
        {
            Fail("upstream_invalid_response", "The provider sent a call of a tool that is too large.");
        }
        else
        {
            call.Text.Write(text);
        }
    }

    public void Sign(int index, string signature)
    {
        // This dialect has no signatures.
    }

    public void Cite(int index, Citation citation)
    {
        // Nor citations.
    }

    public void LogProbs(JsonElement tokens)
    {
        if (_ended)
        {
            return;
        }

        OpenMessage();
        _json.WriteString("content"u8, ""u8);
        _json.WriteEndObject();
        _json.WritePropertyName("logprobs"u8);
        JsonValue.WriteRaw(_json, tokens);
        CloseLine();
    }

    public void EndPart(int index)
    {
        if (_ended || !_calls.Remove(index, out var call))
        {
            return;
        }

        var text = Encoding.UTF8.GetString(call.Text.WrittenSpan);
        if (JsonValue.Object(text) is not { } args)
        {
            // It stays what the model said, as it does where Ollama itself cannot parse a call.
            WriteText(call.Text.WrittenSpan, isThought: false);
            return;
        }

        OpenMessage();
        _json.WriteString("content"u8, ""u8);
        _json.WriteStartArray("tool_calls");
        OllamaMessageWriter.WriteCall(_json, call.Head.Id ?? "", call.Head.Name ?? "", args);
        _json.WriteEndArray();
        _json.WriteEndObject();
        CloseLine();
    }

    public void Usage(in TokenUsage usage) => _usage = usage;

    public void Finish(FinishReason reason, string? stopSequence) => _finish = reason;

    public void Fail(string? code, string message)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString("error", message);
        End();
    }

    /// <summary>Reason and counts stand in one line, and usage may come after the reason.</summary>
    public void Complete()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        OpenMessage();
        _json.WriteString("content"u8, ""u8);
        _json.WriteEndObject();
        OllamaAnswerWriter.WriteEnd(_json, _finish ?? FinishReason.Stop, _usage);
        End();
    }

    public void Dispose() => _json.Dispose();

    private void WriteText(ReadOnlySpan<byte> text, bool isThought)
    {
        OpenMessage();
        _json.WriteString("content"u8, isThought ? default : text);
        if (isThought)
        {
            _json.WriteString("thinking"u8, text);
        }

        _json.WriteEndObject();
        CloseLine();
    }

    private void OpenMessage()
    {
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString("model"u8, _model);
        _json.WriteString("created_at"u8, _created);
        _json.WriteStartObject("message"u8);
        _json.WriteString("role"u8, "assistant"u8);
    }

    private void CloseLine()
    {
        _json.WriteBoolean("done"u8, false);
        End();
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n"u8);
    }

    private sealed class Gathered(AnswerPart head)
    {
        public AnswerPart Head => head;

        public ArrayBufferWriter<byte> Text { get; } = new();
    }
}
