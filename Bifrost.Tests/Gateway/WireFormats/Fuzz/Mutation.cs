using System.Text;
using System.Text.Json;

namespace Bifrost.Tests.Gateway.WireFormats.Fuzz;

/// <summary>One change of a text: of its bytes, or of a value in its JSON.</summary>
/// <param name="Kind">Which change.</param>
/// <param name="At">Where, wrapped to what there is.</param>
/// <param name="What">Which of the values or tokens; or how many bytes.</param>
internal readonly record struct Mutation(int Kind, int At, int What)
{
    public const int Kinds = 8;

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "{", "}", "[", "]", "\"", ",", ":", "\\", "\\ud83d", "\\ude00", "\\u0000", "null", "-", "1e400", "\n", "\r\n", "\n\n", "data: ", "[DONE]", "\u2028", "😀", "//",
            new string('[', 200), new string('a', 70_000),
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0xed, 0xa0, 0xbd], [0xc3], [0], [0xf0, 0x9f],
    ];

    private static readonly byte[][] Values =
    [
        .. new[]
        {
            "null", "true", "false", "0", "-1", "1.5", "1e308", "-1e400", "99999999999999999999", "2147483648", "\"\"", "\"x\"", "\"\\ud83d\"", "\"\\ude00\\ud83d\"", "\"\\u0000\\n\"", "[]", "{}",
            "[null]", "[[]]", "{\"\":null}", "{\"\\ud83d\":1}", "{\"type\":\"text\",\"type\":3}", "[\n{ }\r\n,\"a\"\n]", "{\n\"a\":\t1\r}", "\"data:image/png;base64,\"", "\"http://\"", "[\"text\",{\"type\":\"text\"},3]",
            Deep(30), Deep(62), Deep(200), $"\"{new string('é', 40_000)}\"", $"[{string.Join(',', Enumerable.Repeat("{}", 3_000))}]",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public byte[] Apply(byte[] text)
    {
        if (text.Length == 0)
        {
            return Tokens[What % Tokens.Length];
        }

        var at = At % text.Length;
        var end = Math.Min(text.Length, at + 1 + (What % 40));
        return Kind switch
        {
            0 => [.. text[..at], (byte)What, .. text[(at + 1)..]],
            1 => [.. text[..at], .. text[end..]],
            2 => [.. text[..end], .. text[at..]],
            3 => [.. text[..at], .. Tokens[What % Tokens.Length], .. text[at..]],
            4 => text[..at],
            _ => Replaced(text),
        };
    }

    private byte[] Replaced(byte[] text)
    {
        var spans = Spans(text);
        if (spans.Count == 0)
        {
            return text;
        }

        var (start, end) = spans[At % spans.Count];
        return [.. text[..start], .. Values[What % Values.Length], .. text[end..]];
    }

    /// <summary>Where the values of the text's JSON stand; none where it is no JSON.</summary>
    private static List<(int Start, int End)> Spans(byte[] text)
    {
        var spans = new List<(int, int)>();
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 512 });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject)
                {
                    continue;
                }

                var whole = reader;
                whole.Skip();
                spans.Add(((int)reader.TokenStartIndex, (int)whole.BytesConsumed));
            }
        }
        catch (JsonException)
        {
            // What came before it is enough.
        }

        return spans;
    }

    private static string Deep(int levels) => $"{string.Concat(Enumerable.Repeat("{\"a\":[", levels / 2))}{string.Concat(Enumerable.Repeat("]}", levels / 2))}";
}
