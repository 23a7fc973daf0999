using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats;

public sealed class TextPiecesTests
{
    [Theory]
    [InlineData("\"a\\ud83d\"", "\"\\ude00b\"", "a|😀b")]
    [InlineData("\"\\ud83d\"", "\"x\"", "|�x")]
    [InlineData("\"\\\\ud83d\"", "\"x\"", "\\ud83d|x")]
    [InlineData("\"\\ud83d\\ude00\"", "\"é\"", "😀|é")]
    [InlineData("\"\\ude00\"", "\"\\n\"", "�|\n")]
    public void Halves_of_a_character_are_put_together(string first, string second, string expected)
    {
        var pieces = new TextPieces();
        Assert.Equal(expected, $"{Take(pieces, first)}|{Take(pieces, second)}");
    }

    [Fact]
    public void Bytes_that_are_no_text_become_a_mark() =>
        Assert.Equal("a�b", Encoding.UTF8.GetString(new TextPieces().Take([(byte)'a', 0xC3, (byte)'b'], escaped: false)));

    private static string Take(TextPieces pieces, string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return Encoding.UTF8.GetString(pieces.Take(ref reader));
    }
}
