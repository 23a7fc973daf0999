using System.Buffers;
using System.Text.Json;

namespace Bifrost.Domain.Governance.File;

/// <summary>Reads JSON for its first fault alone. Keeps nothing and never recurses.</summary>
internal ref struct SyntaxScanner(ReadOnlySpan<byte> text)
{
    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);
    private static readonly SearchValues<byte> EndOfWord = SearchValues.Create(" \t\r\n,:[]{}\"/"u8);

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly Stack<byte> _open = [];
    private Next _next = Next.Value;
    private byte _before;

    private enum Next
    {
        Value,
        ValueOrEnd,
        Name,
        NameOrEnd,
        Colon,
        CommaOrEnd,
        Nothing,
    }

    /// <summary>Offset of the byte that is not as it should be, once one was found.</summary>
    public int At { get; private set; }

    /// <summary>What is wrong at <see cref="At"/>; null when nothing is.</summary>
    public string? Scan()
    {
        while (true)
        {
            SkipSpace();
            if (At == _text.Length)
            {
                return _next == Next.Nothing ? null : EndWords();
            }

            var c = _text[At];
            if ((c == '/' ? "JSON has no comments." : Step(c)) is { } fault)
            {
                return fault;
            }

            _before = c;
        }
    }

    private string? Step(byte c) => _next switch
    {
        Next.Nothing => "Nothing may follow the end of the JSON.",
        Next.Name or Next.NameOrEnd => ReadName(c),
        Next.Colon => c == ':' ? Take(Next.Value) : "A colon is missing after the field's name.",
        Next.CommaOrEnd => c == ',' ? Take(_open.Peek() == '{' ? Next.Name : Next.Value) : c is (byte)']' or (byte)'}' ? Close(c) : "A comma is missing before this.",
        _ => ReadValue(c),
    };

    private string? ReadName(byte c) => c switch
    {
        (byte)'"' => ReadText(Next.Colon),
        (byte)'}' when _next == Next.NameOrEnd => Close(c),
        (byte)'}' => "A field is missing after the comma.",
        (byte)',' => $"A field is missing {(_before == ',' ? "between these commas" : "before the comma")}.",
        (byte)']' => "This closes a { with a ].",
        _ => "A field's name in double quotes is missing here.",
    };

    private string? ReadValue(byte c)
    {
        switch (c)
        {
            case (byte)'"':
                return ReadText(AfterValue);
            case (byte)'{' or (byte)'[':
                _open.Push(c);
                return Take(c == '{' ? Next.NameOrEnd : Next.ValueOrEnd);
            case (byte)']' when _next == Next.ValueOrEnd:
                return Close(c);
            case (byte)']' or (byte)'}' or (byte)',' or (byte)':':
                return _before == ',' ? "A value is missing after the comma."
                    : _before == ':' ? "A value is missing after the colon."
                    : "A value is missing before this.";
            case (byte)'\'':
                return "Text stands in double quotes.";
            default:
                return ReadWord();
        }
    }

    private readonly Next AfterValue => _open.Count == 0 ? Next.Nothing : Next.CommaOrEnd;

    private string? Close(byte c)
    {
        var isObject = _open.Peek() == '{';
        if (isObject != (c == '}'))
        {
            return isObject ? "This closes a { with a ]." : "This closes a [ with a }.";
        }

        _open.Pop();
        return Take(AfterValue);
    }

    private string? Take(Next next)
    {
        At++;
        _next = next;
        return null;
    }

    private string? ReadText(Next next)
    {
        var end = At + 1;
        while (end < _text.Length && _text[end] != '"')
        {
            if (_text[end] < ' ')
            {
                var isLine = _text[end] is (byte)'\n' or (byte)'\r';
                At = isLine ? At : end;
                return isLine ? "The text that begins here has no closing quote in its line." : "Write this character of text as \\u and four hex digits.";
            }

            if (_text[end] == '\\' && EscapeLength(end) is var length and not 0)
            {
                end += length;
                continue;
            }

            if (_text[end] == '\\')
            {
                At = end;
                return "A \\ in text is followed by one of \" \\ / b f n r t, or by u and four hex digits.";
            }

            end++;
        }

        if (end >= _text.Length)
        {
            return "The text that begins here has no closing quote.";
        }

        At = end + 1;
        _next = next;
        return null;
    }

    private readonly int EscapeLength(int at)
    {
        var rest = _text[(at + 1)..];
        return rest is [(byte)'u', _, _, _, _, ..] && rest[1..5].IndexOfAnyExcept(HexDigits) < 0 ? 6
            : rest is [(byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t', ..] ? 2
            : 0;
    }

    /// <summary>A number, or one of the three words.</summary>
    private string? ReadWord()
    {
        var rest = _text[At..];
        var length = rest.IndexOfAny(EndOfWord) is >= 0 and var end ? end : rest.Length;
        var word = rest[..length];
        var isNumber = word[0] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.';
        if (isNumber ? !IsNumber(word) : !word.SequenceEqual("true"u8) && !word.SequenceEqual("false"u8) && !word.SequenceEqual("null"u8))
        {
            return isNumber ? "This is no number as JSON writes it: 5, -0.25 or 1e6." : "This is no value: text stands in double quotes, and true, false and null in small letters.";
        }

        At += length;
        _next = AfterValue;
        return null;
    }

    private static bool IsNumber(ReadOnlySpan<byte> word)
    {
        var reader = new Utf8JsonReader(word);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.BytesConsumed == word.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private readonly string EndWords() =>
        _before == 0 ? "The file is empty." : $"The file ends here, but {(_open.Count > 0 ? $"a {(char)_open.Peek()} is not closed" : "a value is missing")}.";

    private void SkipSpace()
    {
        while (At < _text.Length && _text[At] is ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
        {
            At++;
        }
    }
}
