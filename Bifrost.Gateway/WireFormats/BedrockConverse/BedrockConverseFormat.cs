using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Amazon Bedrock's Converse and ConverseStream: the model and whether it streams stand in the path, bytes are base64 in JSON, streams
/// are AWS's binary event stream. Source: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html, …_ConverseStream.
/// </summary>
internal sealed class BedrockConverseFormat : IWireFormat
{
    public string Name => "bedrock_converse";

    public StreamFraming Framing => StreamFraming.AwsFrames;

    public bool TakesImageUrls => false;

    public bool TakesFileUrls => false;

    public string[] CapPath => ["inferenceConfig", "maxTokens"];

    public string NameOf(ChatField field) => BedrockConverseNames.Of(field);

    public bool TryReadRequest(ReadOnlyMemory<byte> body, in CallShape call, [NotNullWhen(true)] out ChatRequest? request, out ScanError error)
    {
        var shape = call;
        return ChatRequest.TryRead(
            body,
            once: true,
            (read, root) =>
            {
                (read.Model, read.Stream) = (shape.Model ?? "", shape.Stream ?? false);
                return new BedrockConverseRequestReader(new BodyFields(), read).Read(root);
            },
            out request,
            out error);
    }

    public void WriteRequest(ChatRequest request, in RequestFrame frame, TranslationNotes notes, IBufferWriter<byte> output) =>
        new BedrockConverseRequestWriter(request, frame, notes).Write(output);

    public bool TryReadAnswer(ReadOnlySpan<byte> body, IAnswerSink sink) => BedrockConverseAnswerReader.TryRead(body, sink);

    public void WriteAnswer(ChatAnswer answer, AnswerFrame frame, IBufferWriter<byte> output) => BedrockConverseAnswerWriter.Write(answer, output);

    public IAnswerReader NewStreamReader() => new BedrockConverseStreamReader();

    public IAnswerWriter NewStreamWriter(AnswerFrame frame, IBufferWriter<byte> output) => new OneAtATimeWriter(new BedrockConverseStreamWriter(output));

    public void WriteError(in RefusalText text, string? requestId, IBufferWriter<byte> output) => BedrockConverseErrors.Write(text, output);

    public bool TryReadError(ReadOnlySpan<byte> body, out string? code, [NotNullWhen(true)] out string? message) =>
        BedrockConverseErrors.TryRead(body, out code, out message);
}
