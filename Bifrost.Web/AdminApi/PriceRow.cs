namespace Bifrost.Web.AdminApi;

/// <summary>An own price. Rates in US dollars per million tokens where nothing else is said; null is not given, 0 is free.</summary>
internal sealed record PriceRow
{
    public required Guid Id { get; init; }

    public required string Model { get; init; }

    public decimal? InputPerMtok { get; init; }

    public decimal? CachedInputPerMtok { get; init; }

    public decimal? CacheWritePerMtok { get; init; }

    public decimal? CacheWrite1hPerMtok { get; init; }

    public decimal? OutputPerMtok { get; init; }

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

    public decimal? DiscountPercent { get; init; }

    public DateTime EffectiveFrom { get; init; }

    public DateTime? EndsAt { get; init; }

    public bool FromFile { get; init; }

    public DateTime CreatedAt { get; init; }

    public int Version { get; init; }
}
