using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>
/// Meters a stream whose caller reads another dialect: why it was broken off is kept for whoever writes the caller's events, in
/// the contract's own words, and never takes the way through the provider's.
/// </summary>
/// <param name="inner">Meters what the provider sends.</param>
/// <param name="reader">
/// The provider's dialect's own, where the meter is another and passes over what that one finds unreadable: the caller is told of an
/// error by it, and the record has to say so before the end is settled. Null where the meter is made of it.
/// </param>
internal sealed class TranslatedMeter(IStreamMeter inner, IAnswerReader? reader = null) : IStreamMeter
{
    /// <summary>A picture in one event has its place; a provider that never ends one has not.</summary>
    private const int MostOfEvent = 32 * 1024 * 1024;

    /// <summary>More than the longest answer of any model; writers of some dialects keep what they have told until its end.</summary>
    private const long MostOfStream = 128 * 1024 * 1024;

    private readonly FailureSink _failures = new(inner.Response);

    /// <summary>Why the gateway ended it; null while it has not.</summary>
    public (string Code, string Message)? Failure { get; private set; }

    public StreamFraming Framing => inner.Framing;

    public MeteredResponse Response => inner.Response;

    public int? LongestEvent => MostOfEvent;

    public long? LongestStream => MostOfStream;

    public bool EndedCleanly => inner.EndedCleanly;

    public EventVerdict Read(ReadOnlySpan<byte> unit)
    {
        var isOver = inner.Response.FinishSeen;
        var verdict = inner.Read(unit);
        if (inner.IsUnreadable)
        {
            // Its caller is told of an error: the record says so too.
            Response.NoteError(MeteredResponse.Unreadable);
        }

        // A chunk of chat is unreadable to both, but for pieces of calls, of which none counts behind the finish.
        if (reader is not null && (inner is not ChatStreamMeter || (!isOver && unit.IndexOf("tool_calls"u8) >= 0)))
        {
            reader.Read(unit, _failures);
        }

        return verdict;
    }

    public bool CanForward(ReadOnlySpan<byte> partial) => false;

    public byte[] ErrorEvent(string code, string type, string message)
    {
        Failure = (code, message);
        return [];
    }

    public void Dispose() => inner.Dispose();
}
