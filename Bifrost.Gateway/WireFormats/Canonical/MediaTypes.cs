namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>Media types by the first bytes of what is in base64, for dialects that demand a type where a caller named none.</summary>
internal static class MediaTypes
{
    /// <summary>What the source names; else what its bytes look like; else null.</summary>
    public static string? Of(MediaSource source) => source.MediaType ?? source.Data switch
    {
        null => null,
        _ when Starts(source, "iVBORw0KGgo") => "image/png",
        _ when Starts(source, "/9j/") => "image/jpeg",
        _ when Starts(source, "R0lGOD") => "image/gif",
        _ when Starts(source, "UklGR") => "image/webp",
        _ when Starts(source, "JVBERi0") => "application/pdf",
        _ => null,
    };

    /// <summary>Nothing says that it is something else.</summary>
    public static bool IsImage(MediaSource source) => Of(source) is not { } type || type.StartsWith("image/", StringComparison.OrdinalIgnoreCase);

    private static bool Starts(MediaSource source, string prefix) => source.Data!.StartsWith(prefix, StringComparison.Ordinal);
}
