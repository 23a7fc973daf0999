using System.Buffers;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// Counts tokens of text where a provider reports none. A vocabulary is loaded on first need, on the thread pool
/// and never on a caller's thread (o200k: 0.1 to 0.3 s and 40 MiB, so a gateway whose providers
/// all report usage never pays for it). Until it is there, text is counted by a ratio.
/// </summary>
internal sealed class TokenEstimator
{
    /// <summary>Longest stretch given to the tokenizer at once.</summary>
    private const int MaxStretch = 4_096;

    /// <summary>
    /// Longest stretch without a space: the tokenizer's time grows with the square of a word (1 MiB of one letter took
    /// three seconds in words of 4 KiB).
    /// </summary>
    private const int MaxWord = 128;

    private readonly Lazy<Task<Tokenizer>> _o200k = new(static () => LoadAsync("o200k_base"));
    private readonly Lazy<Task<Tokenizer>> _cl100k = new(static () => LoadAsync("cl100k_base"));

    /// <summary>The vocabulary of a model, by its name with or without a provider before it.</summary>
    public static TokenEncoding EncodingOf(ReadOnlySpan<char> model)
    {
        model = model[(model.LastIndexOf('/') + 1)..];
        var isOld = model.StartsWith("gpt-3.5", StringComparison.OrdinalIgnoreCase)
            || model.StartsWith("gpt-35", StringComparison.OrdinalIgnoreCase)
            || model.StartsWith("text-embedding-", StringComparison.OrdinalIgnoreCase)
            || model.Equals("gpt-4", StringComparison.OrdinalIgnoreCase)
            || model.StartsWith("gpt-4-", StringComparison.OrdinalIgnoreCase);
        return isOld ? TokenEncoding.Cl100kBase : TokenEncoding.O200kBase;
    }

    /// <summary>Whether the vocabulary of <see cref="EncodingOf"/> is really the model's own, so that a count is never below the truth.</summary>
    public static bool IsExactFor(ReadOnlySpan<char> model)
    {
        model = model[(model.LastIndexOf('/') + 1)..];
        return model.StartsWith("gpt-", StringComparison.OrdinalIgnoreCase)
            || model.StartsWith("chatgpt-", StringComparison.OrdinalIgnoreCase)
            || model.StartsWith("text-embedding-3", StringComparison.OrdinalIgnoreCase)
            || (model is ['o' or 'O', '1' or '3' or '4', ..] && (model.Length == 2 || model[2] == '-'));
    }

    /// <summary>Completes when the vocabulary is loaded. Await it before a count that should be exact.</summary>
    public Task LoadAsync(TokenEncoding encoding) => TaskOf(encoding);

    /// <summary>Whether a count is one by the vocabulary now; to ask loads nothing.</summary>
    public bool IsLoaded(TokenEncoding encoding) => LazyOf(encoding) is { IsValueCreated: true, Value.IsCompletedSuccessfully: true };

    /// <summary>Tokens of text in UTF-8; invalid sequences count as U+FFFD. Thread-safe, never throws on any bytes.</summary>
    public long Count(ReadOnlySpan<byte> utf8, TokenEncoding encoding)
    {
        var loading = TaskOf(encoding);
        if (!loading.IsCompletedSuccessfully)
        {
            return CountByRatio(utf8);
        }

        var chars = ArrayPool<char>.Shared.Rent(MaxStretch);
        try
        {
            long count = 0;
            while (!utf8.IsEmpty)
            {
                var stretch = utf8[..NextStretch(utf8)];
                var length = Encoding.UTF8.GetChars(stretch, chars);
                count += loading.Result.CountTokens(chars.AsSpan(0, length));
                utf8 = utf8[stretch.Length..];
            }

            return count;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars, clearArray: true);
        }
    }

    /// <summary>
    /// Tokens by length alone: four ASCII bytes a token, two other bytes a token; on the high side for most scripts.
    /// </summary>
    public static long CountByRatio(ReadOnlySpan<byte> utf8)
    {
        long ascii = 0;
        foreach (var b in utf8)
        {
            ascii += b < 0x80 ? 1 : 0;
        }

        return CountByRatio(ascii) + ((utf8.Length - ascii + 1) / 2);
    }

    /// <summary>Tokens of that many bytes of which nothing else is known.</summary>
    public static long CountByRatio(long bytes) => (bytes + 3) / 4;

    /// <summary>
    /// Where text may be cut at or below a length: before a space, so that no word is counted as two, else between
    /// characters.
    /// </summary>
    internal static int Cut(ReadOnlySpan<byte> utf8, int max)
    {
        if (utf8.Length <= max)
        {
            return utf8.Length;
        }

        var space = utf8[..max].LastIndexOf((byte)' ');
        if (space > max / 2)
        {
            return space;
        }

        var cut = max;
        while (cut > max - 4 && (utf8[cut] & 0xC0) == 0x80)
        {
            cut--;
        }

        return cut;
    }

    /// <summary>Whole words up to a stretch's length, or a piece of a word that is too long.</summary>
    private static int NextStretch(ReadOnlySpan<byte> utf8)
    {
        var window = utf8[..Math.Min(utf8.Length, MaxStretch)];
        var end = 0;
        while (end < window.Length)
        {
            var word = window[end..].IndexOfAny((byte)' ', (byte)'\n');
            var length = word < 0 ? window.Length - end : word + 1;
            if (length > MaxWord)
            {
                return end > 0 ? end : Cut(utf8, MaxWord);
            }

            end += length;
        }

        return Cut(utf8, end);
    }

    private static Task<Tokenizer> LoadAsync(string encoding) =>
        Task.Run<Tokenizer>(() => TiktokenTokenizer.CreateForEncoding(encoding));

    private Task<Tokenizer> TaskOf(TokenEncoding encoding) => LazyOf(encoding).Value;

    private Lazy<Task<Tokenizer>> LazyOf(TokenEncoding encoding) => encoding == TokenEncoding.Cl100kBase ? _cl100k : _o200k;
}
