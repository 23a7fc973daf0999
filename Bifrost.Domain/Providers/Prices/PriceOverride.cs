namespace Bifrost.Domain.Providers.Prices;

/// <summary>
/// An operator's own price of a model, or a contract discount, from a date on. With rates it replaces the book's entry
/// whole: a class without a rate here has none. With a discount alone it discounts the price that applies otherwise.
/// Rates are US dollars per million tokens where nothing else is said, null when not given; free is an explicit 0.
/// </summary>
public sealed record PriceOverride
{
    public required Guid Id { get; init; }

    /// <summary><c>provider-name/model</c>, or <c>*</c>; <c>*</c> stands for any text. Letter case is ignored.</summary>
    public required string Model { get; init; }

    /// <summary>In force from this moment on (UTC) until a later entry of the same pattern.</summary>
    public required DateTime EffectiveFrom { get; init; }

    /// <summary>What a usage record names as its price's version.</summary>
    public required string Version { get; init; }

    public decimal? InputPerMtok { get; init; }

    /// <summary>Absent: <see cref="InputPerMtok"/>.</summary>
    public decimal? CachedInputPerMtok { get; init; }

    public decimal? CacheWritePerMtok { get; init; }

    public decimal? CacheWrite1hPerMtok { get; init; }

    public decimal? OutputPerMtok { get; init; }

    /// <summary>Absent: <see cref="OutputPerMtok"/>.</summary>
    public decimal? ReasoningPerMtok { get; init; }

    public decimal? RequestsPerThousand { get; init; }

    /// <summary>Dollars for each image that is generated.</summary>
    public decimal? PerImage { get; init; }

    /// <summary>Dollars for an hour of audio that is listened to: $0.006 a minute is 0.36.</summary>
    public decimal? PerAudioHour { get; init; }

    /// <summary>Dollars for a million characters that are spoken.</summary>
    public decimal? PerMchar { get; init; }

    /// <summary>Dollars for a thousand searches of a rerank.</summary>
    public decimal? SearchesPerThousand { get; init; }

    /// <summary>Contract discount in percent, 0 to 100; 0 exempts a model from its provider's discount.</summary>
    public decimal? DiscountPercent { get; init; }

    public bool HasRates => AllRates.Any(rate => rate.Value is not null);

    private bool HasUnits => PerImage is not null || PerAudioHour is not null || PerMchar is not null || SearchesPerThousand is not null;

    private IEnumerable<(string Property, decimal? Value)> AllRates =>
    [
        (nameof(InputPerMtok), InputPerMtok),
        (nameof(CachedInputPerMtok), CachedInputPerMtok),
        (nameof(CacheWritePerMtok), CacheWritePerMtok),
        (nameof(CacheWrite1hPerMtok), CacheWrite1hPerMtok),
        (nameof(OutputPerMtok), OutputPerMtok),
        (nameof(ReasoningPerMtok), ReasoningPerMtok),
        (nameof(RequestsPerThousand), RequestsPerThousand),
        (nameof(PerImage), PerImage),
        (nameof(PerAudioHour), PerAudioHour),
        (nameof(PerMchar), PerMchar),
        (nameof(SearchesPerThousand), SearchesPerThousand),
    ];

    /// <summary>What is wrong with this entry, by property; empty when it may be used.</summary>
    public IEnumerable<(string Property, string Problem)> Validate()
    {
        var slash = Model.IndexOf('/', StringComparison.Ordinal);
        if (Model != "*" && (slash < 1 || slash == Model.Length - 1))
        {
            yield return (nameof(Model), "Write provider-name/model; * stands for any text.");
        }

        if (EffectiveFrom.Kind != DateTimeKind.Utc)
        {
            yield return (nameof(EffectiveFrom), "The date must be in UTC.");
        }

        foreach (var (property, value) in AllRates)
        {
            if (value is { } dollars && !PriceRate.IsValid(dollars))
            {
                yield return (property, "A price is between 0 and 1,000,000,000 and has at most 18 decimals.");
            }
        }

        if (DiscountPercent is { } percent && !Price.IsValidDiscount(percent))
        {
            yield return (nameof(DiscountPercent), "A discount is between 0 and 100 percent and has at most 6 decimals.");
        }
        else if (DiscountPercent is null && !HasRates)
        {
            yield return (nameof(InputPerMtok), "Give a price or a discount.");
        }
        else if (HasRates && InputPerMtok is null && OutputPerMtok is null && !HasUnits)
        {
            yield return (nameof(InputPerMtok), "A price needs an input or an output price, or one of images, audio, characters or searches.");
        }
    }

    internal Price ToPrice() => new()
    {
        Input = Rate(InputPerMtok),
        CachedInput = Rate(CachedInputPerMtok ?? InputPerMtok),
        CacheWrite = Rate(CacheWritePerMtok),
        CacheWrite1h = Rate(CacheWrite1hPerMtok),
        Output = Rate(OutputPerMtok),
        Reasoning = Rate(ReasoningPerMtok),
        PerThousandRequests = Rate(RequestsPerThousand),
        PerImage = Rate(PerImage),
        PerAudioHour = Rate(PerAudioHour),
        PerMillionCharacters = Rate(PerMchar),
        PerThousandSearches = Rate(SearchesPerThousand),
        Version = Version,
        EffectiveFrom = EffectiveFrom,
    };

    private static PriceRate? Rate(decimal? dollars) => dollars is { } given ? PriceRate.FromDollars(given) : null;
}
