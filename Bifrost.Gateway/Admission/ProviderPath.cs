using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bifrost.Gateway.Admission;

/// <summary>Where a raw call goes at its provider: set by the endpoint.</summary>
/// <param name="Provider">Its name in governance.</param>
/// <param name="Path">Below the provider's base URL, as the caller encoded it, with a leading slash and without a query.</param>
internal sealed record ProviderPath(string Provider, string Path)
{
    private const string Mount = "/passthrough/";

    /// <summary>Most characters of a path that a record keeps.</summary>
    public const int MostOfRecord = 512;

    // Encoded so often a dot is a dot for nobody.
    private const int MostDecodings = 4;

    /// <summary>Reads the path that was really sent; null when a part of it could leave what lies below the base URL.</summary>
    public static ProviderPath? Of(HttpContext context, string provider)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw ? raw : context.Request.Path.Value!;
        var path = target.Split('?', 2)[0];
        var start = path.IndexOf(Mount, StringComparison.OrdinalIgnoreCase);
        var end = start < 0 ? -1 : path.IndexOf('/', start + Mount.Length);
        var rest = end < 0 ? "/" : path[end..];
        return IsBelow(rest) ? new ProviderPath(provider, rest) : null;
    }

    /// <summary>The model that it names; null where it names none.</summary>
    public string? Model => PathModel.Of(Path);

    /// <summary>As a record keeps it: at most <see cref="MostOfRecord"/> characters, and nothing that looks like a credential.</summary>
    public string ForRecord()
    {
        var parts = Path.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            // Behind a semicolon stands what elsewhere stands in a query.
            parts[i] = parts[i].Split(';')[0];
            parts[i] = CredentialShape.IsIn(Decoded(parts[i])) ? "[redacted]" : parts[i];
        }

        var text = string.Join('/', parts);
        return text.Length <= MostOfRecord ? text : text[..(MostOfRecord - 1)] + "…";
    }

    private static string Decoded(string part)
    {
        for (var i = 0; i < MostDecodings; i++)
        {
            part = Uri.UnescapeDataString(part);
        }

        return part;
    }

    /// <summary>No part of it is a step up or sideways, however often it is decoded on its way.</summary>
    private static bool IsBelow(string path)
    {
        for (var i = 0; i < MostDecodings; i++)
        {
            if (path.Any(x => char.IsControl(x) || x is '\\' or '#') || path.Split('/').Any(x => x.Split(';')[0].Trim() is "." or ".."))
            {
                return false;
            }

            path = Uri.UnescapeDataString(path);
        }

        // Nor one that begins with another host's name.
        return !path.StartsWith("//", StringComparison.Ordinal);
    }
}
