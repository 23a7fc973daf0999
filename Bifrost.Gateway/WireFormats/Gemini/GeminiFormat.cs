using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>Google's <c>generateContent</c> and <c>streamGenerateContent</c>, of Gemini's API and of Vertex AI alike.</summary>
internal sealed class GeminiFormat : IWireFormat
{
    public string Name => "gemini";

    public StreamFraming Framing => StreamFraming.Events;

    /// <summary>Models before 2.5 fetch no address themselves, so the bytes go.</summary>
    public bool TakesImageUrls => false;

    public bool TakesFileUrls => false;

    public string[] CapPath => ["generationConfig", "maxOutputTokens"];

    public string NameOf(ChatField field) => GeminiNames.Of(field);

    public bool TryReadRequest(ReadOnlyMemory<byte> body, in CallShape call, [NotNullWhen(true)] out ChatRequest? request, out ScanError error) =>
        GeminiRequestReader.TryRead(body, call, out request, out error);

    public void WriteRequest(ChatRequest request, in RequestFrame frame, TranslationNotes notes, IBufferWriter<byte> output) =>
        GeminiRequestWriter.Write(request, frame, notes, output);

    public bool TryReadAnswer(ReadOnlySpan<byte> body, IAnswerSink sink)
    {
        try
        {
            var reader = new GeminiEventReader();
            reader.Read(body, sink);
            return reader.Started || reader.Failed;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public void WriteAnswer(ChatAnswer answer, AnswerFrame frame, IBufferWriter<byte> output) => GeminiAnswerWriter.Write(answer, frame, output);

    public IAnswerReader NewStreamReader() => new GeminiStreamReader();

    public IAnswerWriter NewStreamWriter(AnswerFrame frame, IBufferWriter<byte> output) =>
        frame.AsArray ? new GeminiArrayWriter(frame, output) : new GeminiStreamWriter(frame, new GeminiFrames(output, asArray: false));

    public void WriteError(in RefusalText text, string? requestId, IBufferWriter<byte> output) => GeminiErrors.Write(text, requestId, output);

    public bool TryReadError(ReadOnlySpan<byte> body, out string? code, [NotNullWhen(true)] out string? message) =>
        GeminiErrors.TryRead(body, out code, out message);
}
