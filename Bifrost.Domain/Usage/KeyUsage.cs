namespace Bifrost.Domain.Usage;

/// <summary>What a key used over some days.</summary>
/// <param name="Cost">Of the requests whose cost is known.</param>
/// <param name="Requests">Refused ones too.</param>
/// <param name="Unpriced">Requests without a known cost: <paramref name="Cost"/> is without them.</param>
public readonly record struct KeyUsage(Usd Cost, long Requests, long Unpriced);
