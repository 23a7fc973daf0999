using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Tests.Gateway.WireFormats.BedrockConverse;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Hostile.Wires;

/// <summary>Streams that no gateway may choke on, for every wire. What is of enormous size is elsewhere.</summary>
internal static class HostileStreams
{
    /// <summary>A word that no caller may see behind the end.</summary>
    public const string Late = "words-behind-the-end";

    /// <summary>What an error says.</summary>
    public const string Words = "no <script>alert(1)</script> here";

    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("44 other line ends", x => x.Framing == StreamFraming.AwsFrames ? null : Of(x, LineEnds(x)), HostileEnd.Sound),
        new("45 one byte at a time", x => Pieces(x, 1), HostileEnd.Sound),
        new("45 three bytes at a time", x => Pieces(x, 3), HostileEnd.Sound),
        new("47 data after the end", x => x.HasTerminator ? Of(x, x.Bytes([.. x.Words, .. x.EndWith(), x.Say(Late)])) : null, HostileEnd.Sound),
        new("48 usage negative", x => Counted(x, "-5", "-1"), HostileEnd.Sound),
        new("48 usage huge", x => Counted(x, "9223372036854775807", "9223372036854775807"), HostileEnd.Sound),
        new("48 usage above every number", x => Counted(x, "1e400", "99999999999999999999999"), HostileEnd.Sound),
        new("48 usage absent", x => Counted(x, null, null), HostileEnd.Sound),
        new("48 usage of other types", x => Counted(x, "\"12\"", "[{}]"), HostileEnd.Sound),
        new("50 cookies and internal headers", x => Of(x, Sound(x)).Header("Set-Cookie", "session=canary; Path=/").Header("X-Internal-Host", "canary.internal").Header("Alt-Svc", "h3=\":443\"").Header("x-amzn-RequestId", "canary"), HostileEnd.Sound),
        new("52 comments between", x => Of(x, [.. x.Words.Concat(x.EndWith()).SelectMany(y => (byte[])[.. Comment(x), .. x.Unit(y)])]), HostileEnd.Sound),
        new("43 NUL", x => Of(x, [.. x.Unit(x.Say("a")), .. Nul(x), .. x.Bytes(x.EndWith())]), HostileEnd.Either),
        new("46 truncated JSON, then the end", x => Of(x, [.. x.Bytes(x.Words), .. x.Unit(x.Say("b")[..^4]), .. x.Bytes(x.EndWith())]), HostileEnd.Broken, HostileEnd.Either),
        new("46 truncated JSON, then nothing", x => Of(x, [.. x.Bytes(x.Words), .. x.Unit(x.Say("b")[..^4])]), HostileEnd.Broken),
        new("46 cut between units", x => Of(x, x.Bytes(x.Words)).Close(), HostileEnd.Broken),
        new("46 reset within a unit", x => Of(x, [.. x.Bytes(x.Words), .. x.Unit(x.Say("b"))[..^9]]).Reset(), HostileEnd.Broken),
        new("46 ended in good order without an end", x => Of(x, x.Bytes(x.Words)), HostileEnd.Broken),
        new("46 ended in good order within a unit", x => Of(x, [.. x.Bytes(x.Words), .. x.Unit(x.Say("b"))[..^9]]), HostileEnd.Broken),
        new("46 a terminator of another dialect", x => x.HasTerminator ? null : Of(x, [.. x.Bytes(x.Words), .. "data: [DONE]\n\n"u8]), HostileEnd.Broken),
        new("49 foreign ids, an index of a million", x => Of(x, x.Bytes([.. x.Words, .. x.Far, .. x.EndWith()])), HostileEnd.Either),
        new("55 arguments that are not closed, then the end", x => x.OpenCall is { } call ? Of(x, x.Bytes([.. x.Words, .. call, .. x.EndWith()])) : null, HostileEnd.Either),
        new("55 arguments that are not closed, then nothing", x => x.OpenCall is { } call ? Of(x, x.Bytes([.. x.Words, .. call])).Close() : null, HostileEnd.Broken),
        new("56 an error within", x => Of(x, x.Bytes([.. x.Words, x.Failure.Replace("WORDS", Words, StringComparison.Ordinal)])), HostileEnd.Broken),
        new("56 an error first", x => Of(x, x.Unit(x.Failure.Replace("WORDS", Words, StringComparison.Ordinal))), HostileEnd.Broken),
        new("a wrong checksum", x => Frame(x, y => y[^1] ^= 1), HostileEnd.Broken),
        new("a wrong checksum of the lengths", x => Frame(x, y => y[9] ^= 1), HostileEnd.Broken),
        new("a length that lies", x => Frame(x, y => Length(y, 0, y.Length + 40)), HostileEnd.Broken),
        new("headers longer than the frame", x => Frame(x, y => Length(y, 4, y.Length)), HostileEnd.Broken),
        new("a header longer than the headers", x => Frame(x, y => y[12] = 250), HostileEnd.Either),
        new("a frame of a gigabyte announced", x => Frame(x, y => Length(y, 0, 1 << 30)), HostileEnd.Broken),
        new("an exception unheard of", x => x.Framing == StreamFraming.AwsFrames ? Of(x, x.Bytes([.. x.Words, "!somethingNewException [1]"])) : null, HostileEnd.Broken),
        new("an exception without a message", x => x.Framing == StreamFraming.AwsFrames ? Of(x, x.Bytes([.. x.Words, "!throttlingException "])) : null, HostileEnd.Broken),
        new("an error that is no exception", x => x.Framing == StreamFraming.AwsFrames ? Of(x, [.. x.Bytes(x.Words), .. BedrockGolden.Frame("", (":message-type", "error"), (":error-code", "InternalError"), (":error-message", "gone"))]) : null, HostileEnd.Broken),
    ];

    /// <summary>A sound stream.</summary>
    public static byte[] Sound(HostileWire wire) => wire.Bytes([.. wire.Words, .. wire.EndWith()]);

    public static Script Of(HostileWire wire, byte[] bytes) => new Script().ContentType(wire.Dialect.Format.StreamType).Chunk(bytes);

    /// <summary>What a wire has that says nothing.</summary>
    public static byte[] Comment(HostileWire wire) => wire.Framing switch
    {
        StreamFraming.Lines => "\n"u8.ToArray(),
        StreamFraming.AwsFrames => wire.Unit("aPingOfTomorrow {\"p\":\"ab\"}"),
        _ => ": OPENROUTER PROCESSING\n\n"u8.ToArray(),
    };

    private static Script Counted(HostileWire wire, string? input, string? output) => Of(wire, wire.Bytes([.. wire.Words, .. wire.EndWith(input, output)]));

    private static byte[] LineEnds(HostileWire wire) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Sound(wire)).Replace("\n", wire.Framing == StreamFraming.Lines ? "\r\n" : "\r", StringComparison.Ordinal));

    private static byte[] Nul(HostileWire wire) => wire.Framing switch
    {
        StreamFraming.Lines => "\0\n"u8.ToArray(),
        StreamFraming.AwsFrames => BedrockGolden.Event("\0", "{\"a\":\"\0\"}"),
        _ => "id: \0\nretry: 99999999999999999999\n: \0\n\n"u8.ToArray(),
    };

    private static Script Pieces(HostileWire wire, int size)
    {
        var script = new Script().ContentType(wire.Dialect.Format.StreamType);
        var bytes = Sound(wire);
        for (var at = 0; at < bytes.Length; at += size)
        {
            script.Chunk(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)));
        }

        return script;
    }

    private static Script? Frame(HostileWire wire, Action<byte[]> spoil)
    {
        if (wire.Framing != StreamFraming.AwsFrames)
        {
            return null;
        }

        var frame = wire.Unit(wire.Say("b"));
        spoil(frame);
        return Of(wire, [.. wire.Bytes(wire.Words), .. frame, .. wire.Bytes(wire.EndWith())]);
    }

    // The lengths have a checksum of their own: only one that is right is believed.
    private static void Length(byte[] frame, int at, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(at), length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc32.HashToUInt32(frame.AsSpan(0, 8)));
    }
}
