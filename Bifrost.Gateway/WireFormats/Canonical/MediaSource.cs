namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>Where a picture, a file or a clip is: exactly one of an address, its bytes, plain text, or an id at the vendor.</summary>
internal sealed class MediaSource
{
    /// <summary>An http address; never a <c>data:</c> one, which is <see cref="Data"/>.</summary>
    public string? Url { get; private set; }

    /// <summary>In base64.</summary>
    public string? Data { get; private set; }

    /// <summary>A document's plain text.</summary>
    public string? Text { get; private init; }

    /// <summary>Of a file that the vendor keeps.</summary>
    public string? FileId { get; private init; }

    /// <summary>Such as <c>image/png</c>; null where it is not known.</summary>
    public string? MediaType { get; private set; }

    /// <summary>What was behind the address has been fetched: its bytes stand in its place.</summary>
    public void Fetched(string base64, string? mediaType)
    {
        (Url, Data, MediaType) = (null, base64, mediaType ?? MediaType);
    }

    public static MediaSource OfUrl(string url, string? mediaType = null) => new() { Url = url, MediaType = mediaType };

    public static MediaSource OfData(string base64, string? mediaType) => new() { Data = base64, MediaType = mediaType };

    public static MediaSource OfText(string text, string? mediaType = "text/plain") => new() { Text = text, MediaType = mediaType };

    public static MediaSource OfFile(string id) => new() { FileId = id };

    /// <summary>A URL as a caller writes it: a <c>data:</c> one in base64 becomes its bytes.</summary>
    public static MediaSource OfUrlOrData(string url)
    {
        const string Marker = ";base64,";
        var at = url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? url.IndexOf(Marker, StringComparison.OrdinalIgnoreCase) : -1;
        return at < 0 ? OfUrl(url) : OfData(url[(at + Marker.Length)..], at == 5 ? null : url[5..at].Split(';')[0]);
    }

    /// <summary>As OpenAI's dialects write it: the address, or the bytes in a <c>data:</c> URL.</summary>
    /// <param name="fallbackType">Where the type is not known.</param>
    public string ToUrl(string fallbackType) => Url ?? $"data:{MediaType ?? fallbackType};base64,{Data}";
}
