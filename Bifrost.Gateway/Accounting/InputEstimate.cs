using System.Buffers;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Accounting;

/// <summary>Input tokens of a request whose provider reported none: text by the tokenizer, the rest by constants.</summary>
internal static class InputEstimate
{
    /// <summary>An image of 1024 × 1024 in high detail, as OpenAI counts it; also taken for audio and files.</summary>
    public const int TokensPerMediaPart = 765;

    /// <summary>What chat framing adds to each message.</summary>
    public const int TokensPerMessage = 4;

    /// <summary>Bytes of text counted exactly; what lies beyond is counted by a ratio, so that no body costs seconds.</summary>
    public const int MaxExactBytes = 512 * 1024;

    /// <summary>At once, from what was read of the body alone: a guess that stands only where the process dies before it knows more.</summary>
    public static long Guess(RequestScan scan) =>
        Math.Max(1, ((scan.TextBytes + scan.RawBytes) / 4) + scan.NumberTokens + ((long)scan.MediaParts * TokensPerMediaPart));

    /// <param name="body">A request body that <see cref="RequestScanner"/> has accepted.</param>
    /// <param name="scan">The scan of that body.</param>
    /// <param name="estimator">Exact when its vocabulary is loaded, a ratio before.</param>
    /// <param name="encoding">The vocabulary of the model.</param>
    /// <returns>Tokens; at least 1.</returns>
    public static long Of(ReadOnlySpan<byte> body, RequestScan scan, TokenEstimator estimator, TokenEncoding encoding)
    {
        long tokens = scan.NumberTokens + ((long)scan.Items * TokensPerMessage) + ((long)scan.MediaParts * TokensPerMediaPart);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = RequestScanner.MaxDepth });
        var counts = false;
        var isMedia = false;
        long exact = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                isMedia = IsMedia(ref reader);
                counts = reader.CurrentDepth == 1 ? IsText(ref reader) : counts;
            }
            else if (reader.TokenType == JsonTokenType.EndObject)
            {
                isMedia = false;
            }
            else if (counts && !isMedia && reader.TokenType == JsonTokenType.String)
            {
                exact += reader.ValueSpan.Length;
                tokens += exact <= MaxExactBytes
                    ? Count(ref reader, estimator, encoding)
                    : TokenEstimator.CountByRatio(reader.ValueSpan);
            }
        }

        return Math.Max(1, tokens);
    }

    private static bool IsText(ref Utf8JsonReader reader) =>
        RequestFieldNames.Match(ref reader, out _) is RequestField.Messages or RequestField.Input or RequestField.Prompt
            or RequestField.Instructions or RequestField.Suffix or RequestField.Tools or RequestField.Functions or RequestField.ResponseFormat;

    private static bool IsMedia(ref Utf8JsonReader reader)
    {
        Span<byte> buffer = stackalloc byte[FieldSpelling.Longest];
        return ContentNames.IsMedia(ContentNames.Of(FieldSpelling.Fold(reader.ValueSpan, reader.ValueIsEscaped, buffer, out _)));
    }

    private static long Count(ref Utf8JsonReader reader, TokenEstimator estimator, TokenEncoding encoding)
    {
        if (!reader.ValueIsEscaped)
        {
            return estimator.Count(reader.ValueSpan, encoding);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            return estimator.Count(buffer.AsSpan(0, JsonText.Unescape(reader.ValueSpan, buffer)), encoding);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
