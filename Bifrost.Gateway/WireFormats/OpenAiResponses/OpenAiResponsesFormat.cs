using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>OpenAI's responses: items in and out, and typed events.</summary>
internal sealed class OpenAiResponsesFormat : IWireFormat
{
    public string Name => "openai_responses";

    public StreamFraming Framing => StreamFraming.Events;

    public bool TakesImageUrls => true;

    public bool TakesFileUrls => true;

    public string NameOf(ChatField field) => OpenAiResponsesNames.Of(field);

    public bool TryReadRequest(ReadOnlyMemory<byte> body, in CallShape call, [NotNullWhen(true)] out ChatRequest? request, out ScanError error)
    {
        var shape = call;
        return ChatRequest.TryRead(body, once: false, (read, root) => new OpenAiResponsesRequestReader(root, read).Read(shape), out request, out error);
    }

    public void WriteRequest(ChatRequest request, in RequestFrame frame, TranslationNotes notes, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        new OpenAiResponsesRequestWriter(request, frame, notes, json).Write();
    }

    public bool TryReadAnswer(ReadOnlySpan<byte> body, IAnswerSink sink)
    {
        try
        {
            using var document = JsonDocument.Parse(body.ToArray());
            return OpenAiResponsesAnswerReader.TryReadWhole(document.RootElement, sink);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public void WriteAnswer(ChatAnswer answer, AnswerFrame frame, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        var id = answer.Id ?? frame.Id;
        new OpenAiResponsesBody
        {
            Id = OpenAiResponsesItem.ResponseId(id),
            Model = answer.Model ?? frame.Model,
            Created = frame.Created,
            ServiceTier = answer.ServiceTier,
            Finish = answer.Finish,
            Failure = answer.Failure,
            Items = OpenAiResponsesItem.Group(answer.Parts, id, frame),
            LogProbs = answer.LogProbs,
            Usage = answer.Usage,
        }.Write(json);
    }

    public IAnswerReader NewStreamReader() => new OpenAiResponsesStreamReader();

    public IAnswerWriter NewStreamWriter(AnswerFrame frame, IBufferWriter<byte> output) => new OneAtATimeWriter(new OpenAiResponsesStreamWriter(frame, output));

    public void WriteError(in RefusalText text, string? requestId, IBufferWriter<byte> output) => OpenAiRefusal.Write(text, output);

    public bool TryReadError(ReadOnlySpan<byte> body, out string? code, [NotNullWhen(true)] out string? message) =>
        OpenAiErrors.TryRead(body, out code, out message);
}
