using System.Buffers;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>
/// Writes chunks, one for each thing that is told. Source:
/// developers.openai.com/api/reference/resources/chat/subresources/completions/streaming-events.
/// </summary>
internal sealed class OpenAiChatStreamWriter(AnswerFrame frame, IBufferWriter<byte> output) : IAnswerWriter, IDisposable
{
    private readonly JsonEvents _events = new(output);
    private readonly OpenAiChatOpenParts _parts = new();
    private JsonEncodedText _id = Encoded(frame.Id);
    private JsonEncodedText _model = Encoded(frame.Model);
    private string? _tier;
    private TokenUsage? _usage;
    private bool _over;

    public void Start(string? id, string? model, string? serviceTier)
    {
        if (_over)
        {
            return;
        }

        _id = Encoded(id ?? frame.Id);
        _model = Encoded(model ?? frame.Model);
        _tier = serviceTier;
        var json = BeginDelta();
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, ""u8);
        EndDelta(json);
    }

    public void BeginPart(in AnswerPart part)
    {
        var isCustom = part.Kind == AnswerPartKind.ToolCall && frame.ToolOf(part.Name) is { Kind: CallerToolKind.Custom };
        _parts.Begin(part, isCustom ? new CustomInputPieces() : null);
        if (!_over && part.Kind == AnswerPartKind.ToolCall)
        {
            var json = BeginDelta();
            OpenAiChatDelta.Call(json, _parts.CallOf(part.Index), part.Id ?? "", part.Name ?? "", isCustom);
            EndDelta(json);
        }
    }

    public void Delta(int index, ReadOnlySpan<byte> text)
    {
        if (_over || _parts.Gathers(index, text))
        {
            return;
        }

        Piece(index, _parts.Shown(index, text));
    }

    public void Sign(int index, string signature)
    {
        if (_over)
        {
            return;
        }

        var json = BeginDelta();
        if (_parts.Of(index).Kind == AnswerPartKind.ToolCall)
        {
            OpenAiChatDelta.CallSignature(json, _parts.CallOf(index), signature);
        }
        else
        {
            OpenAiChatDelta.Signature(json, _parts.Of(index), signature);
        }

        EndDelta(json);
    }

    public void Cite(int index, Citation citation)
    {
        // A source without an address has no form in this dialect.
        if (!_over && UrlCitation.Fits(citation))
        {
            var json = BeginDelta();
            json.WriteStartArray("annotations"u8);
            UrlCitation.Write(json, citation, nested: true);
            json.WriteEndArray();
            EndDelta(json);
        }
    }

    public void LogProbs(JsonElement tokens)
    {
        if (_over)
        {
            return;
        }

        var json = BeginDelta();
        json.WriteEndObject();
        json.WriteStartObject("logprobs"u8);
        json.WritePropertyName("content"u8);
        JsonValue.WriteRaw(json, tokens);
        json.WriteNull("refusal"u8);
        json.WriteEndObject();
        json.WriteNull("finish_reason"u8);
        EndChunk(json);
    }

    public void EndPart(int index)
    {
        if (_over)
        {
            return;
        }

        var part = _parts.Of(index);
        if (part.Kind == AnswerPartKind.ToolCall)
        {
            Piece(index, Encoding.UTF8.GetBytes(_parts.Rest(index)));
        }
        else if (part.Kind is AnswerPartKind.RedactedThinking or AnswerPartKind.Image && _parts.Gathered(index) is { Length: > 0 } gathered)
        {
            var json = BeginDelta();
            OpenAiChatDelta.Whole(json, part, gathered);
            EndDelta(json);
        }

        _parts.End(index);
    }

    public void Usage(in TokenUsage usage) => _usage = usage;

    public void Finish(FinishReason reason, string? stopSequence)
    {
        if (_over)
        {
            return;
        }

        var json = BeginDelta();
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, FinishNames.Write(reason, _parts.HasRefusal));
        EndChunk(json);
    }

    public void Fail(string? code, string message)
    {
        if (_over)
        {
            return;
        }

        _over = true;
        var json = _events.Begin();
        json.WriteStartObject();
        OpenAiErrors.WriteFailure(json, code, message);
        json.WriteEndObject();
        _events.End();
    }

    public void Complete()
    {
        if (_over)
        {
            return;
        }

        _over = true;
        if (frame.IncludeUsage && _usage is { } usage)
        {
            var json = BeginChunk();
            json.WriteStartArray("choices"u8);
            json.WriteEndArray();
            json.WritePropertyName("usage"u8);
            OpenAiUsage.WriteChat(json, usage);
            json.WriteEndObject();
            _events.End();
        }

        output.Write("data: [DONE]\n\n"u8);
    }

    public void Dispose() => _events.Dispose();

    private void Piece(int index, ReadOnlySpan<byte> text)
    {
        var part = _parts.Of(index);
        if (!text.IsEmpty || part.Kind != AnswerPartKind.ToolCall)
        {
            var json = BeginDelta();
            OpenAiChatDelta.Piece(json, part, _parts.CallOf(index), text, _parts.IsInput(index));
            EndDelta(json);
        }
    }

    private Utf8JsonWriter BeginChunk()
    {
        var json = _events.Begin();
        json.WriteStartObject();
        json.WriteString("id"u8, _id);
        json.WriteString("object"u8, "chat.completion.chunk"u8);
        json.WriteNumber("created"u8, frame.Created);
        json.WriteString("model"u8, _model);
        if (_tier is { } tier)
        {
            json.WriteString("service_tier"u8, tier);
        }

        return json;
    }

    private Utf8JsonWriter BeginDelta()
    {
        var json = BeginChunk();
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("delta"u8);
        return json;
    }

    private void EndDelta(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        json.WriteNull("finish_reason"u8);
        EndChunk(json);
    }

    private void EndChunk(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndArray();
        if (frame.IncludeUsage)
        {
            json.WriteNull("usage"u8);
        }

        json.WriteEndObject();
        _events.End();
    }

    private static JsonEncodedText Encoded(string text) => JsonEncodedText.Encode(text, JsonValue.Written.Encoder);
}
