using System.Text;
using Bifrost.Gateway.WireFormats.AwsFrames;

namespace Bifrost.Tests.Gateway.WireFormats.BedrockConverse;

public sealed class AwsFrameTests
{
    // From the test vectors of the AWS SDKs (event stream, "payload_one_str_header" and "empty_message").
    private const string OneHeader = "0000003D0000002007FD83960C636F6E74656E742D747970650700106170706C69636174696F6E2F6A736F6E7B27666F6F273A27626172277D8D9C08B1";
    private const string Empty = "000000100000000005C248EB7D98C8FF";

    [Fact]
    public void The_vendors_own_vectors_are_read()
    {
        Assert.True(AwsFrame.TryRead(Convert.FromHexString(OneHeader), out var frame));
        Assert.Equal("application/json", Encoding.UTF8.GetString(frame.Header("content-type"u8)));
        Assert.Equal("{'foo':'bar'}", Encoding.UTF8.GetString(frame.Payload));
        Assert.True(AwsFrame.TryRead(Convert.FromHexString(Empty), out var empty));
        Assert.True(empty.Payload.IsEmpty);
        Assert.True(empty.Header("content-type"u8).IsEmpty);
    }

    [Fact]
    public void Every_flipped_bit_is_seen()
    {
        var golden = Convert.FromHexString(OneHeader);
        for (var bit = 0; bit < golden.Length * 8; bit++)
        {
            var broken = golden.ToArray();
            broken[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(AwsFrame.TryRead(broken, out _));
        }

        for (var length = 0; length < golden.Length; length++)
        {
            Assert.False(AwsFrame.TryRead(golden.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void Headers_of_every_type_are_passed_over()
    {
        byte[] headers = [1, (byte)'a', 0, 1, (byte)'b', 1, 1, (byte)'c', 2, 9, 1, (byte)'d', 3, 9, 9, 1, (byte)'e', 4, 1, 2, 3, 4, 1, (byte)'f', 5, 9, 9, 9, 9, 9, 9, 9, 9,
            1, (byte)'g', 6, 0, 2, 5, 5, 1, (byte)'h', 8, 9, 9, 9, 9, 9, 9, 9, 9, 1, (byte)'i', 9, .. new byte[16], 1, (byte)'j', 7, 0, 1, (byte)'!'];
        Assert.True(AwsFrame.TryRead(Raw(headers), out var frame));
        Assert.Equal("!", Encoding.UTF8.GetString(frame.Header("j"u8)));
        Assert.True(frame.Header("g"u8).IsEmpty);
        Assert.True(frame.Header("k"u8).IsEmpty);

        for (var length = 0; length < headers.Length; length++)
        {
            // Headers that are cut short have no value, and nothing throws.
            Assert.True(AwsFrame.TryRead(Raw(headers[..length]), out var cut));
            Assert.True(cut.Header("j"u8).IsEmpty);
        }

        Assert.True(AwsFrame.TryRead(Raw([1, (byte)'a', 42, 1, (byte)'j', 7, 0, 0]), out var unknown));
        Assert.True(unknown.Header("j"u8).IsEmpty);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(13)]
    [InlineData(4096)]
    public void Frames_end_where_they_end_over_any_cut(int chunk)
    {
        byte[] all = [.. BedrockGolden.Stream.SelectMany(x => x), .. Convert.FromHexString(Empty)];
        var scanner = new AwsFrameScanner();
        var (units, current) = (new List<byte[]>(), new List<byte>());
        foreach (var piece in all.Chunk(chunk))
        {
            var rest = piece.AsSpan();
            while (!rest.IsEmpty)
            {
                var ended = scanner.TryFindEnd(rest, out var consumed);
                current.AddRange(rest[..consumed]);
                rest = rest[consumed..];
                if (ended)
                {
                    units.Add([.. current]);
                    current.Clear();
                }
            }
        }

        Assert.Empty(current);
        Assert.Equal([.. BedrockGolden.Stream, Convert.FromHexString(Empty)], units);
    }

    [Theory]
    [InlineData("HTTP/1.1 500 Internal Server Error")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0")]
    public void What_begins_no_frame_has_an_end_at_once(string text)
    {
        var scanner = new AwsFrameScanner();
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.False(scanner.TryFindEnd(bytes.AsSpan(0, 5), out var consumed));
        Assert.Equal(5, consumed);
        Assert.True(scanner.TryFindEnd(bytes.AsSpan(5), out consumed));
        Assert.Equal(bytes.Length - 5, consumed);
        Assert.True(scanner.IsBroken);
        Assert.True(scanner.TryFindEnd(bytes, out consumed));
        Assert.Equal(bytes.Length, consumed);
        Assert.False(scanner.TryFindEnd([], out _));
    }

    [Fact]
    public void A_frame_longer_than_any_is_none()
    {
        byte[] prelude = [1, 0, 0, 1, 0, 0, 0, 0, .. new byte[4]];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(8), System.IO.Hashing.Crc32.HashToUInt32(prelude.AsSpan(0, 8)));
        Assert.False(AwsFrame.TryReadLength(prelude, out _));
        prelude[3] = 0;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(8), System.IO.Hashing.Crc32.HashToUInt32(prelude.AsSpan(0, 8)));
        Assert.True(AwsFrame.TryReadLength(prelude, out var length));
        Assert.Equal(AwsFrame.MaxLength, length);
    }

    /// <summary>A stream cut into its frames.</summary>
    internal static IEnumerable<byte[]> Frames(byte[] bytes)
    {
        var scanner = new AwsFrameScanner();
        var units = new List<byte[]>();
        while (bytes.Length > 0)
        {
            Assert.True(scanner.TryFindEnd(bytes, out var consumed));
            units.Add(bytes[..consumed]);
            bytes = bytes[consumed..];
        }

        return units;
    }

    private static byte[] Raw(byte[] headers)
    {
        byte[] frame = [0, 0, 0, (byte)(headers.Length + 16), 0, 0, 0, (byte)headers.Length, .. new byte[4], .. headers, .. new byte[4]];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), System.IO.Hashing.Crc32.HashToUInt32(frame.AsSpan(0, 8)));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), System.IO.Hashing.Crc32.HashToUInt32(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }
}
