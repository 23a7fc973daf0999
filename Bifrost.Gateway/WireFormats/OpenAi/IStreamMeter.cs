using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>Reads the events of one stream in one dialect. No method throws, whatever the bytes.</summary>
internal interface IStreamMeter : IDisposable
{
    /// <summary>How its events are told apart.</summary>
    StreamFraming Framing => StreamFraming.Events;

    /// <summary>What was read so far.</summary>
    MeteredResponse Response { get; }

    /// <summary>Whether a stream that ends now has said all it wanted to say.</summary>
    bool EndedCleanly { get; }

    /// <summary>
    /// Bytes of an event, beyond which the stream ends with an error: nobody can go on with one that was not read. Null where one
    /// that is too long to be read passes all the same.
    /// </summary>
    int? LongestEvent => null;

    /// <summary>Bytes of the whole stream, beyond which it ends with an error: something is kept of all of it. Null for no bound.</summary>
    long? LongestStream => null;
    /// <summary>An event has come that cannot be read. It passes, and tells nothing of what it cost.</summary>
    bool IsUnreadable => false;

    /// <summary>Reads a complete event.</summary>
    EventVerdict Read(ReadOnlySpan<byte> unit);

    /// <summary>
    /// Whether an event of which only the beginning is here is certain to be forwarded: neither the end of the stream
    /// nor a chunk to drop. Looks at a bounded prefix.
    /// </summary>
    bool CanForward(ReadOnlySpan<byte> partial);

    /// <summary>The bytes of the dialect's error event, for a stream that broke.</summary>
    /// <param name="code">The contract's code.</param>
    /// <param name="type">OpenAI's class of it, as a status would have it.</param>
    /// <param name="message">A sentence for the caller.</param>
    byte[] ErrorEvent(string code, string type, string message);
}
