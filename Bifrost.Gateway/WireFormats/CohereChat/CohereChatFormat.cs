using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.CohereChat;

/// <summary>Cohere's <c>/v2/chat</c>.</summary>
internal sealed class CohereChatFormat : IWireFormat
{
    public string Name => "cohere_chat";

    public StreamFraming Framing => StreamFraming.Events;

    /// <summary>docs.cohere.com/docs/image-inputs: an address, or a <c>data:</c> one.</summary>
    public bool TakesImageUrls => true;

    public bool TakesFileUrls => false;

    public string NameOf(ChatField field) => CohereNames.Of(field);

    public bool TryReadRequest(ReadOnlyMemory<byte> body, in CallShape call, [NotNullWhen(true)] out ChatRequest? request, out ScanError error) =>
        CohereRequestReader.TryRead(body, call, out request, out error);

    public void WriteRequest(ChatRequest request, in RequestFrame frame, TranslationNotes notes, IBufferWriter<byte> output) =>
        CohereRequestWriter.Write(request, frame, notes, output);

    public bool TryReadAnswer(ReadOnlySpan<byte> body, IAnswerSink sink) => CohereAnswerReader.TryRead(body, sink);

    public void WriteAnswer(ChatAnswer answer, AnswerFrame frame, IBufferWriter<byte> output) => CohereAnswerWriter.Write(answer, frame, output);

    public IAnswerReader NewStreamReader() => new CohereStreamReader();

    public IAnswerWriter NewStreamWriter(AnswerFrame frame, IBufferWriter<byte> output) => new OneAtATimeWriter(new CohereStreamWriter(frame, output));

    public void WriteError(in RefusalText text, string? requestId, IBufferWriter<byte> output) => CohereErrors.Write(text, requestId, output);

    public bool TryReadError(ReadOnlySpan<byte> body, out string? code, [NotNullWhen(true)] out string? message) =>
        CohereErrors.TryRead(body, out code, out message);
}
