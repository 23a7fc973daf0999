using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>Anthropic's Messages, as Claude's own API and the vendors that copy it speak it. Source: platform.claude.com/docs/en/api/messages.</summary>
internal sealed class AnthropicMessagesFormat : IWireFormat
{
    public string Name => "anthropic_messages";

    public StreamFraming Framing => StreamFraming.Events;

    public bool TakesImageUrls => true;

    public bool TakesFileUrls => true;

    public string NameOf(ChatField field) => AnthropicMessagesNames.Of(field);

    public bool TryReadRequest(ReadOnlyMemory<byte> body, in CallShape call, [NotNullWhen(true)] out ChatRequest? request, out ScanError error) =>
        ChatRequest.TryRead(body, once: true, static (read, root) => new AnthropicMessagesRequestReader(new BodyFields(), read).Read(root), out request, out error);

    public void WriteRequest(ChatRequest request, in RequestFrame frame, TranslationNotes notes, IBufferWriter<byte> output) =>
        new AnthropicMessagesRequestWriter(request, frame, notes).Write(output);

    public bool TryReadAnswer(ReadOnlySpan<byte> body, IAnswerSink sink) => AnthropicMessagesAnswerReader.TryRead(body, sink);

    public void WriteAnswer(ChatAnswer answer, AnswerFrame frame, IBufferWriter<byte> output) => AnthropicMessagesAnswerWriter.Write(answer, frame, output);

    public IAnswerReader NewStreamReader() => new AnthropicMessagesStreamReader();

    public IAnswerWriter NewStreamWriter(AnswerFrame frame, IBufferWriter<byte> output) => new OneAtATimeWriter(new AnthropicMessagesStreamWriter(frame, output));

    public void WriteError(in RefusalText text, string? requestId, IBufferWriter<byte> output) => AnthropicMessagesErrors.Write(text, requestId, output);

    public bool TryReadError(ReadOnlySpan<byte> body, out string? code, [NotNullWhen(true)] out string? message) =>
        AnthropicMessagesErrors.TryRead(body, out code, out message);
}
