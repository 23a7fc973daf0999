using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Hostile.Wires;

/// <summary>Answers in one piece, of every dialect, and heads that are wrong whatever was asked for.</summary>
internal static class HostileAnswers
{
    /// <summary>In one piece, where that was asked for.</summary>
    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("sound", x => Script.Json(x.WholeWith()), HostileEnd.Sound),
        new("45 in pieces", x => new Script().InPieces(x.WholeWith(), 3), HostileEnd.Sound),
        new("48 usage negative", x => Script.Json(x.WholeWith("-5", "-1")), HostileEnd.Sound),
        new("48 usage huge", x => Script.Json(x.WholeWith("9223372036854775807", "9223372036854775807")), HostileEnd.Sound),
        new("48 usage above every number", x => Script.Json(x.WholeWith("1e400", "99999999999999999999999")), HostileEnd.Sound),
        new("48 usage absent", x => Script.Json(x.WholeWith(null, null)), HostileEnd.Sound),
        new("48 usage of other types", x => Script.Json(x.WholeWith("\"12\"", "[{}]")), HostileEnd.Sound),
        new("50 cookies and internal headers", x => Script.Json(x.WholeWith()).Header("Set-Cookie", "session=canary; Path=/").Header("X-Internal-Host", "canary.internal").Header("Server", "canary"), HostileEnd.Sound),
        new("46 truncated JSON", x => Script.Json(x.WholeWith()[..^20]), HostileEnd.Refused),
        new("46 two objects", x => Script.Json(x.WholeWith() + x.WholeWith()), HostileEnd.Refused),
        new("46 nothing", _ => Script.Json(""), HostileEnd.Refused),
        new("43 NUL", x => Script.Json("\0" + x.WholeWith()), HostileEnd.Refused),
        new("an array", _ => Script.Json("[1]"), HostileEnd.Refused),
        new("half a UTF-8 character", x => new Script().Chunk(Torn(x)), HostileEnd.Either),
        new("10,000 levels", x => Script.Json(x.WholeWith()[..^1] + ",\"deep\":" + new string('[', 10_000) + new string(']', 10_000) + "}"), HostileEnd.Either),
        new("a stream", x => HostileStreams.Of(x, HostileStreams.Sound(x)), HostileEnd.Refused),
        new("compressed", x => Script.Json(x.WholeWith()).Header("Content-Encoding", "gzip"), HostileEnd.Refused),
        new("a page", _ => new Script().ContentType("text/html").Chunk("<html>Please sign in</html>"), HostileEnd.Refused),
        new("less than announced", x => new Script().ContentLength(9_000).Chunk(x.WholeWith()).Close(), HostileEnd.Refused),
        new("an error with 200", x => Script.Json(x.Error.Replace("WORDS", HostileStreams.Words, StringComparison.Ordinal)), HostileEnd.Refused),
        .. Heads,
    ];

    /// <summary>Whether a stream was asked for or not.</summary>
    public static IEnumerable<HostileCase> Heads =>
    [
        new("51 a redirect to the metadata", _ => HostileScripts.RedirectTo("http://169.254.169.254/latest/meta-data/"), HostileEnd.Refused),
        new("53 Retry-After -1", x => Refusal(x, 429).Header("Retry-After", "-1"), HostileEnd.Told),
        new("53 Retry-After of 1970", x => Refusal(x, 429).Header("Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT"), HostileEnd.Told),
        new("54 status 999", _ => Script.Json("{}", 999), HostileEnd.Refused),
        new("54 status 204", _ => Script.Raw("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"), HostileEnd.Refused),
        new("54 no HTTP", _ => Script.Raw("\0\u0001SSH-2.0-OpenSSH_9.2\r\n\r\n"), HostileEnd.Refused),
        new("56 a script in an error", x => Refusal(x, 400), HostileEnd.Told),
        new("reset before a byte", _ => new Script().Reset(), HostileEnd.Refused),
    ];

    private static Script Refusal(HostileWire wire, int status) => Script.Json(wire.Error.Replace("WORDS", HostileStreams.Words, StringComparison.Ordinal), status);

    private static byte[] Torn(HostileWire wire)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(wire.WholeWith());
        // The second byte of a letter of two.
        bytes[Array.IndexOf(bytes, (byte)0xC3) + 1] = (byte)'(';
        return bytes;
    }
}
