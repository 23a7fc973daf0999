using System.Buffers;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// Writes a stream of GenerateContentResponses, one for each piece of text. This dialect has no fragments of a function call's
/// arguments, nor of a picture: these alone are gathered, each call for itself, and go out whole when their part ends.
/// </summary>
internal sealed class GeminiStreamWriter(AnswerFrame frame, GeminiFrames frames) : IAnswerWriter
{
    /// <summary>The most bytes that a part which must be whole may have.</summary>
    private const int MaxGathered = 32 * 1024 * 1024;

    private readonly Dictionary<int, Gathered> _gathered = [];
    private readonly HashSet<int> _thoughts = [];
    private byte[] _model = Encoding.UTF8.GetBytes(frame.Model);
    private byte[] _id = Encoding.UTF8.GetBytes(frame.Id);
    private FinishReason? _finish;
    private bool _malformed;
    private bool _ended;
    private TokenUsage? _usage;

    public void Start(string? id, string? model, string? serviceTier)
    {
        _model = model is null ? _model : Encoding.UTF8.GetBytes(model);
        _id = id is null ? _id : Encoding.UTF8.GetBytes(id);
    }

    public void BeginPart(in AnswerPart part)
    {
        if (part.Kind == AnswerPartKind.Thinking)
        {
            _thoughts.Add(part.Index);
        }
        else if (part.Kind is not (AnswerPartKind.Text or AnswerPartKind.Refusal))
        {
            _gathered[part.Index] = new Gathered(part);
        }
    }

    public void Delta(int index, ReadOnlySpan<byte> text)
    {
        if (_ended)
        {
            return;
        }

        if (!_gathered.TryGetValue(index, out var gathered))
        {
            var json = Open();
            GeminiAnswerParts.Text(json, text, _thoughts.Contains(index));
            Close(json);
        }
        else if (gathered.Text.WrittenCount + text.Length > MaxGathered)
        {
            Fail("upstream_invalid_response", "The provider sent a part of an answer that is too large.");
        }
        else
        {
            gathered.Text.Write(text);
        }
    }

    public void Sign(int index, string signature)
    {
        if (_gathered.TryGetValue(index, out var call))
        {
            call.Signature = signature;
        }
        else if (!_ended)
        {
            var json = Open();
            GeminiAnswerParts.Signed(json, "", GeminiSignature.Wrap(signature));
            Close(json);
        }
    }

    public void Cite(int index, Citation citation)
    {
        if (!_ended)
        {
            var json = OpenWithoutText();
            GeminiGrounding.Write(json, [citation]);
            CloseRest(json);
        }
    }

    public void LogProbs(JsonElement tokens)
    {
        if (!_ended)
        {
            var json = OpenWithoutText();
            GeminiLogProbs.Write(json, tokens.EnumerateArray());
            CloseRest(json);
        }
    }

    public void EndPart(int index)
    {
        if (!_gathered.Remove(index, out var gathered) || _ended)
        {
            return;
        }

        var text = Encoding.UTF8.GetString(gathered.Text.WrittenSpan);
        var head = gathered.Head;
        JsonElement? args = head.Kind == AnswerPartKind.ToolCall ? JsonValue.Object(text) : null;
        if (head.Kind == AnswerPartKind.ToolCall && args is null)
        {
            _malformed = true;
            return;
        }

        var json = Open();
        switch (head.Kind)
        {
            case AnswerPartKind.ToolCall:
                GeminiAnswerParts.Call(json, head.Id ?? "", head.Name ?? "", args!.Value, gathered.Signature);
                break;
            case AnswerPartKind.RedactedThinking:
                GeminiAnswerParts.Signed(json, "", GeminiSignature.WrapRedacted(head.Data ?? text));
                break;
            default:
                GeminiAnswerParts.Media(json, text, head.Data ?? (head.Kind == AnswerPartKind.Image ? "image/png" : "audio/wav"));
                break;
        }

        Close(json);
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
        var status = GeminiNames.StatusOf(code);
        var json = frames.Begin();
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteNumber("code", status);
        json.WriteString("message", message);
        json.WriteString("status", GeminiNames.Status(status));
        json.WriteEndObject();
        json.WriteEndObject();
        frames.End();
        frames.Close();
    }

    /// <summary>The reason and the usage go out together, as Google's last event has them; usage may come after the reason.</summary>
    public void Complete()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        var json = OpenWithoutText();
        json.WriteString("finishReason", _malformed ? "MALFORMED_FUNCTION_CALL" : GeminiNames.Of(_finish ?? FinishReason.Other));
        CloseRest(json);
        frames.Close();
    }

    private Utf8JsonWriter Open()
    {
        var json = frames.Begin();
        GeminiAnswerParts.Open(json);
        return json;
    }

    /// <summary>Google's own events all have a part: the SDKs' shorthand for an event's text is no string where there is none.</summary>
    private Utf8JsonWriter OpenWithoutText()
    {
        var json = Open();
        GeminiAnswerParts.Text(json, default, isThought: false);
        GeminiAnswerParts.CloseContent(json);
        return json;
    }

    private void Close(Utf8JsonWriter json)
    {
        GeminiAnswerParts.CloseContent(json);
        CloseRest(json);
    }

    private void CloseRest(Utf8JsonWriter json)
    {
        GeminiAnswerParts.CloseCandidate(json);
        if (_usage is { } usage)
        {
            GeminiUsage.Write(json, usage);
        }

        json.WriteString("modelVersion"u8, _model);
        json.WriteString("responseId"u8, _id);
        json.WriteEndObject();
        frames.End();
    }

    private sealed class Gathered(AnswerPart head)
    {
        public AnswerPart Head => head;

        public ArrayBufferWriter<byte> Text { get; } = new();

        public string? Signature { get; set; }
    }
}
