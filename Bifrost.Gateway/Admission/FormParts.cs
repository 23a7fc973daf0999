using System.Buffers;
using System.Text;
using Bifrost.Gateway.WireFormats.OpenAi;
using Microsoft.Net.Http.Headers;

namespace Bifrost.Gateway.Admission;

/// <summary>
/// The parts of a <c>multipart/form-data</c> body (RFC 7578), read strictly: where its boundary stands as anything but the line that
/// divides two parts, one parser would find parts there that another does not, so the form is refused. No library writes such forms.
/// </summary>
internal ref struct FormParts
{
    private const int MaxParts = 100;
    private const int MaxHeader = 4 * 1024;
    private const int LongestBoundary = 70;

    // RFC 2046's, but for the blank, which quotes alone may hold.
    private static readonly SearchValues<char> BoundaryCharacters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'()+_,-./:=?");

    private readonly ReadOnlySpan<byte> _body;
    private readonly ReadOnlySpan<byte> _delimiter;
    private int _position;
    private int _count;

    private FormParts(ReadOnlySpan<byte> body, byte[] delimiter)
    {
        _body = body;
        _delimiter = Delimiter = delimiter;
        _position = First = Math.Max(0, body.IndexOf(_delimiter));
    }

    /// <summary>The boundary with the dashes before it.</summary>
    public byte[] Delimiter { get; }

    /// <summary>Where the first delimiter stands.</summary>
    public int First { get; }

    /// <summary>The part that was read last.</summary>
    public FormPart Current { get; private set; }

    /// <summary>What is wrong with the form, once <see cref="MoveNext"/> has said that there is no part any more.</summary>
    public ScanError? Error { get; private set; }

    /// <summary>Begins; false where the content type names no boundary, or several.</summary>
    public static bool TryBegin(ReadOnlySpan<byte> body, string? contentType, out FormParts parts)
    {
        parts = default;
        if (BoundaryOf(contentType) is not { } boundary)
        {
            return false;
        }

        parts = new FormParts(body, Encoding.ASCII.GetBytes("--" + boundary));
        return true;
    }

    /// <summary>Reads the next part; false at the end and at what is wrong.</summary>
    public bool MoveNext()
    {
        if (_count == 0 && !(_body[First..].StartsWith(_delimiter) && (First == 0 || _body[..First].EndsWith("\r\n"u8))))
        {
            return Fail("The body does not begin with its boundary.");
        }

        var start = _position + _delimiter.Length;
        var rest = _body[start..];
        if (rest.StartsWith("--"u8))
        {
            return rest.IndexOf(_delimiter) >= 0 && Fail("The form goes on after its end.");
        }

        var headers = rest.IndexOf("\r\n\r\n"u8);
        if (_count++ == MaxParts || headers is < 0 or > MaxHeader || !rest.StartsWith("\r\n"u8))
        {
            return Fail("The form has too many parts, or one with malformed headers.");
        }

        var content = start + headers + 4;
        var next = _body[content..].IndexOf(_delimiter);
        if (next < 2)
        {
            return Fail("The form ends before its last boundary.");
        }

        if (!_body[..(content + next)].EndsWith("\r\n"u8))
        {
            return Fail("The form's boundary stands within a part: choose another one.");
        }

        if (headers < 2 || FormPart.Of(rest[2..headers], content, next - 2) is not { } part)
        {
            return Fail("A part of the form has headers that can be read in more than one way: give each one Content-Disposition with one plain name.");
        }

        (Current, _position) = (part, content + next);
        return true;
    }

    private bool Fail(string message)
    {
        Error = new ScanError(null, message);
        return false;
    }

    private static string? BoundaryOf(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
        {
            return null;
        }

        string? found = null;
        foreach (var parameter in type.Parameters)
        {
            if (parameter.Name.StartsWith("boundary", StringComparison.OrdinalIgnoreCase))
            {
                if (found is not null || parameter.Name.Length != "boundary".Length)
                {
                    return null;
                }

                found = HeaderUtilities.RemoveQuotes(parameter.Value).ToString();
            }
        }

        return found is { Length: > 0 and <= LongestBoundary } && !found.AsSpan().ContainsAnyExcept(BoundaryCharacters) ? found : null;
    }
}
