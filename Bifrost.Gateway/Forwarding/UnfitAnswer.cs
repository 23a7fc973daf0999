using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// What came with a status of success and the caller is not given. Where it was an answer, or the beginning of one, it was
/// generated, and the provider bills it; a page, an error alone and what is no JSON at all were not.
/// </summary>
internal static class UnfitAnswer
{
    /// <summary>Said of an answer that is none.</summary>
    public const string ErrorWithSuccess = "it reports an error with a status of success.";

    // Of an event.
    private const int LongestMark = 6;

    /// <summary>What is wrong with a body that was read to its end; null when it is fit for the caller.</summary>
    public static string? FaultOf(ResponseUsage usage, int length) =>
        !usage.IsComplete ? usage.IsMalformed || length == 0 ? "it is not JSON." : "its JSON is cut off."
        : !usage.IsOneObject ? "it is not one JSON object."
        : usage.Response is { ErrorSeen: true, Usage: null } ? ErrorWithSuccess
        : null;

    /// <summary>Judges what has been read.</summary>
    public static void Note(Exchange exchange, Attempt attempt, ResponseUsage usage, ReadOnlySpan<byte> body)
    {
        var metered = usage.Response;
        if (IsEvents(body))
        {
            NoteUnread(exchange, attempt);
        }
        else if (!body.IsEmpty && !usage.IsMalformed && (usage.HasAnswer || metered is not { ErrorSeen: true, Usage: null }))
        {
            attempt.HasAnswer = true;
            attempt.ArrivedTokens = metered.Usage?.OutputTokens ?? metered.Output.CountTokens();
        }
    }

    /// <summary>The same of a dialect that is not OpenAI's; says what is wrong with it. A page, an error and what is no JSON object at all were not generated.</summary>
    public static string NoteUnreadable(Exchange exchange, Attempt attempt, IWireFormat format, ReadOnlySpan<byte> body)
    {
        if (format.TryReadError(body, out _, out _))
        {
            return ErrorWithSuccess;
        }

        if (IsEvents(body) || body.TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
        {
            NoteUnread(exchange, attempt);
        }

        return "it is no answer of its dialect.";
    }

    /// <summary>Something has come that cannot be read: what is seen of it does not tell what it cost.</summary>
    public static void NoteUnread(Exchange exchange, Attempt attempt)
    {
        attempt.HasAnswer = true;
        if (exchange.Reservation is { } reservation)
        {
            reservation.MayHide = true;
        }
    }

    /// <summary>It is no JSON object: nothing more of it needs to be waited for.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> begun) => begun.Length >= LongestMark && begun.TrimStart(" \t\r\n"u8) is [not (byte)'{', ..];

    /// <summary>A stream, whatever it is called.</summary>
    private static bool IsEvents(ReadOnlySpan<byte> body) => body.StartsWith("data:"u8) || body.StartsWith("event:"u8);
}
