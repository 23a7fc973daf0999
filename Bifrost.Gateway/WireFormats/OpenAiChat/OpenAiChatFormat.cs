using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>OpenAI's chat completions, and the many vendors that speak them.</summary>
internal sealed class OpenAiChatFormat : IWireFormat
{
    public string Name => "openai_chat";

    public StreamFraming Framing => StreamFraming.Events;

    public bool TakesImageUrls => true;

    public bool TakesFileUrls => false;

    public string NameOf(ChatField field) => OpenAiChatNames.Of(field);

    public bool TryReadRequest(ReadOnlyMemory<byte> body, in CallShape call, [NotNullWhen(true)] out ChatRequest? request, out ScanError error)
    {
        var shape = call;
        return ChatRequest.TryRead(body, once: false, (read, root) => new OpenAiChatRequestReader(root, read).Read(shape), out request, out error);
    }

    public void WriteRequest(ChatRequest request, in RequestFrame frame, TranslationNotes notes, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        new OpenAiChatRequestWriter(request, frame, notes, json).Write();
    }

    public bool TryReadAnswer(ReadOnlySpan<byte> body, IAnswerSink sink)
    {
        try
        {
            return new OpenAiChatAnswerReader().ReadWhole(body, sink);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public void WriteAnswer(ChatAnswer answer, AnswerFrame frame, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        new OpenAiChatAnswerWriter(answer, frame, json).Write();
    }

    public IAnswerReader NewStreamReader() => new OpenAiChatStreamReader();

    public IAnswerWriter NewStreamWriter(AnswerFrame frame, IBufferWriter<byte> output) => new OpenAiChatStreamWriter(frame, output);

    public void WriteError(in RefusalText text, string? requestId, IBufferWriter<byte> output) => OpenAiRefusal.Write(text, output);

    public bool TryReadError(ReadOnlySpan<byte> body, out string? code, [NotNullWhen(true)] out string? message) =>
        OpenAiErrors.TryRead(body, out code, out message);
}
