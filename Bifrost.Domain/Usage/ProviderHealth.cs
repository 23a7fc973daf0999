namespace Bifrost.Domain.Usage;

/// <summary>How a provider has done over the last 15 minutes, on all nodes.</summary>
/// <param name="Errors">Answers that were errors or broke off.</param>
/// <param name="Latency">Of requests that reached the provider.</param>
public sealed record ProviderHealth(string Provider, long Requests, long Errors, Percentiles Latency);
