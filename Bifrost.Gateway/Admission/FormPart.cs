using System.Buffers;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Bifrost.Gateway.Admission;

/// <summary>One part of a form: whose field it is, and where its content stands in the body.</summary>
/// <param name="Name">As the caller wrote it, without quotes.</param>
/// <param name="IsFile">It has a file's name.</param>
/// <param name="Start">Of its content, in bytes from the body's start.</param>
/// <param name="Length">Of its content, in bytes.</param>
internal readonly record struct FormPart(string Name, bool IsFile, int Start, int Length)
{
    private const string Disposition = "content-disposition";

    private static readonly SearchValues<char> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // RFC 2231 has a name in pieces, or in another character set, for whoever reads it.
    private static readonly string[] Plain = ["name", "filename", "filename*"];

    /// <summary>Reads a part's headers; null where they could be read in two ways.</summary>
    /// <param name="headers">Without the empty line at their end.</param>
    /// <param name="start">Of the content.</param>
    /// <param name="length">Of the content.</param>
    public static FormPart? Of(ReadOnlySpan<byte> headers, int start, int length)
    {
        string? name = null;
        var isFile = false;
        foreach (var line in Encoding.UTF8.GetString(headers).Split("\r\n"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || line.AsSpan(0, colon).ContainsAnyExcept(Token) || line.AsSpan().ContainsAny('\r', '\n', '\0'))
            {
                return null;
            }

            var (field, value) = (line[..colon], line[(colon + 1)..].Trim());
            if (field.Equals(Disposition, StringComparison.OrdinalIgnoreCase))
            {
                if (name is not null || (name = NameOf(value, out isFile)) is null)
                {
                    return null;
                }
            }
            else if (field.Equals("content-transfer-encoding", StringComparison.OrdinalIgnoreCase) && !IsItself(value))
            {
                return null;
            }
        }

        return name is null ? null : new FormPart(name, isFile, start, length);
    }

    /// <summary>What a laxer parser may take the name for: in any case, decoded, as the first of a list.</summary>
    public string Folded
    {
        get
        {
            var plain = Uri.UnescapeDataString(Name.Replace("\\", "", StringComparison.Ordinal)).Trim();
            var bracket = plain.IndexOf('[', StringComparison.Ordinal);
            return (bracket > 0 ? plain[..bracket] : plain).ToLowerInvariant();
        }
    }

    private static string? NameOf(string value, out bool isFile)
    {
        isFile = false;
        if (!ContentDispositionHeaderValue.TryParse(value, out var disposition) || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in disposition.Parameters)
        {
            if (!Plain.Contains(parameter.Name.ToString(), StringComparer.OrdinalIgnoreCase) || !names.Add(parameter.Name.ToString()))
            {
                return null;
            }
        }

        isFile = names.Count > 1;
        return names.Contains("name") && HeaderUtilities.RemoveQuotes(disposition.Name).ToString() is var name && !name.StartsWith("=?", StringComparison.Ordinal) ? name : null;
    }

    private static bool IsItself(string encoding) => encoding.ToLowerInvariant() is "7bit" or "8bit" or "binary";
}
