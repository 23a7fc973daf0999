using System.Buffers;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// What a call can be billed at most by something other than tokens, as far as its request proves it: what is held for it, and what is
/// charged where its answer was lost. Of audio to be listened to nothing is proven: a file of any size may last for hours.
/// </summary>
internal static class RequestUnits
{
    // A document of which the tokens, with the query's, pass 500 counts as several (cohere.com/pricing); some are reserved.
    private const int ChunkTokens = 484;
    private const int DocumentsPerSearch = 100;

    private static readonly byte[][] Counting = Array.ConvertAll<string, byte[]>(
        ["batch_size", "sequential_image_generation", "num_images", "num_images_per_prompt", "num_outputs", "number_of_images", "samples", "variants", "extra_body", "parameters"], Encoding.ASCII.GetBytes);

    /// <summary>The default where nothing is proven.</summary>
    /// <param name="operation">What is asked for.</param>
    /// <param name="scan">What was read of the body.</param>
    /// <param name="body">Accepted by its scanner.</param>
    public static UsageUnits Of(Operation operation, RequestScan scan, ReadOnlySpan<byte> body) => operation.Unit switch
    {
        BilledUnit.Images => Images(scan, body),
        BilledUnit.Characters => Characters(body),
        BilledUnit.SearchUnits => Searches(body),
        _ => default,
    };

    /// <summary>
    /// <c>n</c> of each prompt. Nothing where a vendor's own field may ask for more: SiliconFlow's <c>batch_size</c>
    /// (docs.siliconflow.com/en/api-reference/images/images-generations), Seedream's <c>sequential_image_generation</c>, by which the model
    /// itself chooses up to 15 (volcengine.com/docs/82379/1541523), and what servers of one's own call it.
    /// </summary>
    private static UsageUnits Images(RequestScan scan, ReadOnlySpan<byte> body)
    {
        if (scan.FormDelimiter is not null)
        {
            return scan.MayCountOtherwise ? default : new UsageUnits(BilledUnit.Images, scan.Choices);
        }

        Span<byte> buffer = stackalloc byte[FieldSpelling.Longest];
        var reader = Fields(body);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var counts = Counts(FieldSpelling.Fold(reader.ValueSpan, reader.ValueIsEscaped, buffer, out _));
            reader.Read();
            if (counts && !IsOne(reader))
            {
                return default;
            }

            reader.Skip();
        }

        return new UsageUnits(BilledUnit.Images, (long)scan.Choices * Math.Max(1, scan.Prompts));
    }

    /// <summary>Whether a field of this name, folded, may ask for a number of images beside <c>n</c>.</summary>
    internal static bool Counts(ReadOnlySpan<byte> name)
    {
        foreach (var counting in Counting)
        {
            if (name.SequenceEqual(counting))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOne(Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => true,
        JsonTokenType.Number => reader.ValueSpan.SequenceEqual("1"u8),
        JsonTokenType.String => reader.ValueSpan.SequenceEqual("disabled"u8),
        _ => false,
    };

    /// <summary>Unicode code points of <c>input</c>, which is what OpenAI's price page calls characters; half a pair is one as well.</summary>
    private static UsageUnits Characters(ReadOnlySpan<byte> body)
    {
        var reader = Fields(body);
        while (Next(ref reader, out var name))
        {
            if (name == "input" && reader.TokenType == JsonTokenType.String)
            {
                return new(BilledUnit.Characters, CodePoints(reader));
            }

            reader.Skip();
        }

        return default;
    }

    private static long CodePoints(Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return CodePoints(reader.ValueSpan);
        }

        var plain = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        var count = CodePoints(plain.AsSpan(0, JsonText.Unescape(reader.ValueSpan, plain)));
        ArrayPool<byte>.Shared.Return(plain);
        return count;
    }

    private static long CodePoints(ReadOnlySpan<byte> text)
    {
        var count = 0L;
        foreach (var b in text)
        {
            count += (b & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }

    /// <summary>A search is a query over up to 100 documents. Names in any case, for a laxer parser would take them. A token has at least one byte, so no document has more chunks than its bytes say.</summary>
    private static UsageUnits Searches(ReadOnlySpan<byte> body)
    {
        long query = 0, documents = 0, bytes = 0;
        var reader = Fields(body);
        while (Next(ref reader, out var name))
        {
            if (name.Equals("query", StringComparison.OrdinalIgnoreCase) && reader.TokenType == JsonTokenType.String)
            {
                query = Math.Max(query, reader.ValueSpan.Length);
            }
            else if (name.Equals("documents", StringComparison.OrdinalIgnoreCase) && reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    var start = reader.TokenStartIndex;
                    reader.Skip();
                    documents++;
                    bytes += reader.BytesConsumed - start;
                }
            }

            reader.Skip();
        }

        // A query as long as a chunk leaves no room in it that a bound could rest on.
        var room = ChunkTokens - query;
        return documents == 0 || room <= 0 ? default
            : new(BilledUnit.SearchUnits, (documents + (bytes / room) + DocumentsPerSearch - 1) / DocumentsPerSearch);
    }

    private static Utf8JsonReader Fields(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = RequestScanner.MaxDepth });
        reader.Read();
        return reader;
    }

    /// <summary>Goes to the next field's value; its name without escapes.</summary>
    private static bool Next(ref Utf8JsonReader reader, out string name)
    {
        name = "";
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        name = Name(reader);
        return reader.Read();
    }

    private static string Name(Utf8JsonReader reader)
    {
        var raw = reader.ValueSpan;
        Span<byte> plain = raw.Length <= 64 ? stackalloc byte[64] : default;
        return plain.IsEmpty ? "" : Encoding.UTF8.GetString(plain[..JsonText.Unescape(raw, plain)]);
    }
}
