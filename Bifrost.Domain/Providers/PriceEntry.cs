using Bifrost.Domain.Persistence;

namespace Bifrost.Domain.Providers;

/// <summary>
/// An own price or contract discount for <c>provider/model</c> (<c>*</c> allowed), in force from
/// <see cref="EffectiveFrom"/>. Rows are never edited once in force: a change is a new row.
/// Rates are US dollars per million tokens where nothing else is said; null is not given, 0 is free.
/// </summary>
public sealed class PriceEntry : IVersioned
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public required string Model { get; set; }

    public decimal? InputPerMtok { get; set; }

    public decimal? CachedInputPerMtok { get; set; }

    public decimal? CacheWritePerMtok { get; set; }

    public decimal? CacheWrite1hPerMtok { get; set; }

    public decimal? OutputPerMtok { get; set; }

    public decimal? ReasoningPerMtok { get; set; }

    public decimal? RequestsPerThousand { get; set; }

    /// <summary>Dollars for each image that is generated.</summary>
    public decimal? PerImage { get; set; }

    /// <summary>Dollars for an hour of audio that is listened to: $0.006 a minute is 0.36.</summary>
    public decimal? PerAudioHour { get; set; }

    /// <summary>Dollars for a million characters that are spoken.</summary>
    public decimal? PerMchar { get; set; }

    /// <summary>Dollars for a thousand searches of a rerank.</summary>
    public decimal? SearchesPerThousand { get; set; }

    /// <summary>Contract discount, 0 to 100.</summary>
    public decimal? DiscountPercent { get; set; }

    public DateTime EffectiveFrom { get; set; }

    /// <summary>Withdrawn at this moment; the past keeps the price it had.</summary>
    public DateTime? EndsAt { get; set; }

    public bool FromFile { get; set; }

    public DateTime CreatedAt { get; set; }

    public int Version { get; set; }
}
