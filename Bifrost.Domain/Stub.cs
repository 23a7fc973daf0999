namespace Bifrost.Domain.Providers.Prices;
public sealed record PriceOverride { public Guid Id {get;init;} public required string Model {get;init;} public decimal? InputPerMtok {get;init;} public decimal? CachedInputPerMtok{get;init;} public decimal? CacheWritePerMtok{get;init;} public decimal? CacheWrite1hPerMtok{get;init;} public decimal? OutputPerMtok{get;init;} public decimal? ReasoningPerMtok{get;init;} public decimal? RequestsPerThousand{get;init;} public decimal? DiscountPercent{get;init;} public DateTime EffectiveFrom{get;init;} public DateTime? EndsAt{get;init;} public required string Version{get;init;} }
public sealed class PriceList(PriceOverride[] o, PriceBook b) { public object X => (o,b); }
public sealed class PriceBook { public static PriceBook Embedded {get;} = new(); }
