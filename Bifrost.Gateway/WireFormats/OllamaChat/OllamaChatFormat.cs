using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OllamaChat;

/// <summary>Ollama's <c>/api/chat</c>.</summary>
internal sealed class OllamaChatFormat : IWireFormat
{
    public string Name => "ollama_chat";

    public StreamFraming Framing => StreamFraming.Lines;

    public bool TakesImageUrls => false;

    public bool TakesFileUrls => false;

    public string[] CapPath => ["options", "num_predict"];

    public string NameOf(ChatField field) => OllamaNames.Of(field);

    public bool TryReadRequest(ReadOnlyMemory<byte> body, in CallShape call, [NotNullWhen(true)] out ChatRequest? request, out ScanError error) =>
        OllamaRequestReader.TryRead(body, call, out request, out error);

    public void WriteRequest(ChatRequest request, in RequestFrame frame, TranslationNotes notes, IBufferWriter<byte> output) =>
        OllamaRequestWriter.Write(request, frame, notes, output);

    /// <summary>A whole answer is the one line of a stream that says everything.</summary>
    public bool TryReadAnswer(ReadOnlySpan<byte> body, IAnswerSink sink)
    {
        var reader = new OllamaStreamReader();
        reader.Read(body, sink);
        return reader.Done;
    }

    public void WriteAnswer(ChatAnswer answer, AnswerFrame frame, IBufferWriter<byte> output) => OllamaAnswerWriter.Write(answer, frame, output);

    public IAnswerReader NewStreamReader() => new OllamaStreamReader();

    public IAnswerWriter NewStreamWriter(AnswerFrame frame, IBufferWriter<byte> output) => new OllamaStreamWriter(frame, output);

    public void WriteError(in RefusalText text, string? requestId, IBufferWriter<byte> output) => OllamaErrors.Write(text, output);

    public bool TryReadError(ReadOnlySpan<byte> body, out string? code, [NotNullWhen(true)] out string? message)
    {
        code = null;
        return OllamaErrors.TryRead(body, out message);
    }
}
