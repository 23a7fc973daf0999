using System.Buffers;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;

namespace Bifrost.Gateway.Forwarding;

/// <summary>A provider's error in a dialect that is not OpenAI's, or for a caller of another: as the caller may have it.</summary>
internal static class ForeignError
{
    /// <summary>Replaces the error's body by what the caller gets; one that cannot be read, or that quotes our key, by nothing.</summary>
    public static void Apply(Exchange exchange, Attempt attempt)
    {
        if (exchange.Passage is not { Format: { } format } passage || !(passage.Translates || passage.IsForeign))
        {
            return;
        }

        attempt.ErrorBody = null;
        attempt.ErrorCode = null;
        if (attempt.RawError is not { } raw || !format.TryReadError(raw, out var code, out var message) || attempt.QuotesSecret)
        {
            return;
        }

        attempt.ErrorCode = code is { Length: > 0 and <= 64 } && code.All(x => char.IsAsciiLetterLower(x) || x == '_') ? code : null;
        if (!passage.Translates)
        {
            attempt.ErrorBody = raw;
            return;
        }

        var output = new ArrayBufferWriter<byte>(512);
        exchange.Caller.Format!.WriteError(new RefusalText(attempt.Status, code ?? "upstream_error", message), exchange.Id, output);
        attempt.ErrorBody = output.WrittenSpan.ToArray();
    }
}
