using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>How the units of a stream are told apart.</summary>
internal enum StreamFraming
{
    /// <summary>Server-sent events.</summary>
    Events,

    /// <summary>One JSON object a line.</summary>
    Lines,

    /// <summary>AWS's binary event stream.</summary>
    AwsFrames,
}

/// <summary>
/// One vendor's way of asking for a chat answer and of giving it: to and from the canonical exchange, and to nothing else. Reading
/// never throws for what is in the bytes; writing takes what reading of any other dialect can yield.
/// </summary>
internal interface IWireFormat
{
    /// <summary>Snake case, for records and the conformance table.</summary>
    string Name { get; }

    StreamFraming Framing { get; }

    /// <summary>The model takes the address of an image; else the gateway fetches its bytes.</summary>
    bool TakesImageUrls { get; }

    /// <summary>The same of documents.</summary>
    bool TakesFileUrls { get; }

    /// <summary>Where a request of this dialect caps its output: the names from the body's top down.</summary>
    string[] CapPath => ["max_tokens"];

    /// <summary>The type of a streamed answer's body.</summary>
    string StreamType => Framing switch
    {
        StreamFraming.Lines => "application/x-ndjson",
        StreamFraming.AwsFrames => "application/vnd.amazon.eventstream",
        _ => "text/event-stream",
    };

    /// <summary>What this dialect calls a thing in a request.</summary>
    string NameOf(ChatField field);

    /// <summary>Reads a caller's whole body: JSON of at most 64 levels.</summary>
    /// <param name="body">In UTF-8; may be held by the request until it is disposed.</param>
    /// <param name="call">What the path says.</param>
    /// <param name="request">What was read, when the result is true.</param>
    /// <param name="error">Why the caller gets a 400; never quotes content.</param>
    bool TryReadRequest(ReadOnlyMemory<byte> body, in CallShape call, [NotNullWhen(true)] out ChatRequest? request, out ScanError error);

    /// <summary>Writes a body for a provider of this dialect; what it cannot say is noted. Nothing is written that was refused.</summary>
    void WriteRequest(ChatRequest request, in RequestFrame frame, TranslationNotes notes, IBufferWriter<byte> output);

    /// <summary>Reads a provider's whole answer; false when it is none of this dialect.</summary>
    bool TryReadAnswer(ReadOnlySpan<byte> body, IAnswerSink sink);

    /// <summary>Writes a whole answer for a caller of this dialect.</summary>
    void WriteAnswer(ChatAnswer answer, AnswerFrame frame, IBufferWriter<byte> output);

    IAnswerReader NewStreamReader();

    IAnswerWriter NewStreamWriter(AnswerFrame frame, IBufferWriter<byte> output);

    /// <summary>The body of an error for a caller of this dialect.</summary>
    /// <param name="text">Status, stable code and sentence.</param>
    /// <param name="requestId">Of the exchange.</param>
    /// <param name="output">Takes the JSON.</param>
    void WriteError(in RefusalText text, string? requestId, IBufferWriter<byte> output);

    /// <summary>Reads the body of a provider's error: its sentence and its class (a plain identifier), as far as they are there.</summary>
    bool TryReadError(ReadOnlySpan<byte> body, out string? code, [NotNullWhen(true)] out string? message);
}
