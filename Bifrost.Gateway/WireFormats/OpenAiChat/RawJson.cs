using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>JSON that goes on as the caller wrote it: schemas, tools of the vendor's own.</summary>
internal static class RawJson
{
    /// <summary>Parses a caller's body; one that is not UTF-8 is refused, since pieces of it are passed on as they are.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out JsonDocument? document, out ScanError error)
    {
        if (Utf8.IsValid(body.Span))
        {
            return JsonValue.TryParse(body, out document, out error);
        }

        (document, error) = (null, new ScanError(null, "The request body is not valid UTF-8."));
        return false;
    }
}
