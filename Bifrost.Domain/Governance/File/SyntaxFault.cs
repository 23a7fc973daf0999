using System.Text;

namespace Bifrost.Domain.Governance.File;

/// <summary>Where a text stops being JSON, and why in words: the reader that notices it speaks to programmers.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1, in characters.</param>
internal readonly record struct SyntaxFault(int Line, int Column, string Words)
{
    /// <summary>Null when this is JSON after all.</summary>
    /// <param name="text">UTF-8; what is none counts as text.</param>
    public static SyntaxFault? Find(ReadOnlySpan<byte> text)
    {
        var scanner = new SyntaxScanner(text);
        if (scanner.Scan() is not { } words)
        {
            return null;
        }

        var before = text[..scanner.At];
        var start = before.LastIndexOf((byte)'\n') + 1;
        return new SyntaxFault(before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[start..]) + 1, words);
    }
}
