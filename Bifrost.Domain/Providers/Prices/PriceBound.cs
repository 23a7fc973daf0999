namespace Bifrost.Domain.Providers.Prices;

/// <summary>
/// What a call can cost at most: every input token at the dearest rate that input may be billed at, every output token at the
/// dearest of output. Exact integers, rounded up to the nano-dollar; made once for a price and a kind of call.
/// </summary>
public sealed class PriceBound
{
    private const long DiscountScale = 1_000_000;
    private readonly Price _price;
    private readonly TokenClass[] _input;
    private readonly TokenClass[] _output;
    private readonly Int128 _keep;
    private readonly Int128? _flatInput;
    private readonly Int128? _flatOutput;

    private PriceBound(Price price, TokenClass[] input, TokenClass[] output)
    {
        _price = price;
        _input = input;
        _output = output;
        _keep = (Int128)(long)((100m - price.DiscountPercent) * DiscountScale);
        (_flatInput, _flatOutput) = (Flat(input), Flat(output));
    }


    /// <summary>Null when something that such a call is billed by has no rate: its cost cannot be bounded.</summary>
    /// <param name="media">The input may hold images or audio.</param>
    /// <param name="audioOutput">Audio was asked for.</param>
    /// <param name="imageOutput">Images were asked for.</param>
    internal static PriceBound? Of(Price price, bool media, bool audioOutput, bool imageOutput)
    {
        if (price.Input is null || (audioOutput && price.AudioOutput is null) || (imageOutput && price.ImageOutput is null))
        {
            return null;
        }

        TokenClass[] input = media
            ? [TokenClass.Input, TokenClass.CachedInput, TokenClass.CacheWrite, TokenClass.CacheWrite1h, TokenClass.AudioInput, TokenClass.CachedAudioInput, TokenClass.ImageInput]
            : [TokenClass.Input, TokenClass.CachedInput, TokenClass.CacheWrite, TokenClass.CacheWrite1h];
        List<TokenClass> output = [TokenClass.Output, TokenClass.Reasoning];
        if (audioOutput)
        {
            output.Add(TokenClass.AudioOutput);
        }

        if (imageOutput)
        {
            output.Add(TokenClass.ImageOutput);
        }

        return new PriceBound(price, input, [.. output]);
    }

    /// <summary>Whether generated tokens have a rate; without one only calls that generate nothing (embeddings) are bounded.</summary>
    public bool HasOutput => _price.Output is not null;

    /// <summary>Effective nano-dollars for at most so many tokens; null when the amount does not fit.</summary>
    public long? CostOf(long inputTokens, long outputTokens)
    {
        var sum = (Dearest(_input, inputTokens) * inputTokens) + (Dearest(_output, inputTokens) * outputTokens);
        if (_price.PerThousandRequests is { } request)
        {
            sum += Most(request, inputTokens) * 1000;
        }

        return ToNanos(sum);
    }

    /// <summary>The most output tokens that an amount pays beside that input; 0 when it does not even pay the input.</summary>
    public long OutputFor(long nanos, long inputTokens)
    {
        if (Dearest(_output, inputTokens) * _keep == 0)
        {
            return int.MaxValue;
        }

        var input = CostOf(inputTokens, 0);
        if (input is null || input > nanos)
        {
            return 0;
        }

        // Rounded up, so that the division says rather too few; the loop takes off what rounding over the sum still adds.
        var rate = ((Dearest(_output, inputTokens) * _keep) + (100 * DiscountScale) - 1) / (100 * DiscountScale);
        var tokens = (long)Int128.Min(int.MaxValue, (Int128)(nanos - input.Value) * PriceCalculation.UnitsPerNano / rate);
        while (tokens > 0 && CostOf(inputTokens, tokens) > nanos)
        {
            tokens--;
        }

        return tokens;
    }

    private Int128 Dearest(TokenClass[] classes, long inputTokens) =>
        (ReferenceEquals(classes, _input) ? _flatInput : _flatOutput) ?? DearestAt(classes, inputTokens);

    /// <summary>The dearest rate where it is the same for requests of any size; null where it is not.</summary>
    private Int128? Flat(TokenClass[] classes) =>
        Array.TrueForAll(classes, c => _price[c] is null or { IsFlat: true }) ? DearestAt(classes, 0) : null;

    private Int128 DearestAt(TokenClass[] classes, long inputTokens)
    {
        Int128 dearest = 0;
        foreach (var c in classes)
        {
            if (_price[c] is { } rate)
            {
                dearest = Int128.Max(dearest, Most(rate, inputTokens));
            }
        }

        return dearest;
    }

    // A bound on the input may be in a tier above that of the true count: the dearer of the two.
    private static Int128 Most(PriceRate rate, long inputTokens) => Int128.Max(rate.AttosAt(0), rate.AttosAt(inputTokens));

    private long? ToNanos(Int128 sum)
    {
        // 10⁻²⁴ dollars and the discount's scale: at most 2³¹ tokens × 10²⁷ × 10⁸ would not fit, so nano-dollars come first.
        var (whole, rest) = Int128.DivRem(sum, PriceCalculation.UnitsPerNano);
        Int128 scale = 100L * DiscountScale;
        var effective = ((whole + (rest > 0 ? 1 : 0)) * _keep) + (scale - 1);
        var nanos = effective / scale;
        return nanos > long.MaxValue / 4 ? null : (long)nanos;
    }
}
