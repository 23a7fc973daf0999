namespace Bifrost.Domain.Usage;

/// <summary>How a provider has done over the last 15 minutes, on all nodes.</summary>
/// <param name="Errors">Answers that were errors or broke off.</param>
/// <param name="Latency">Of requests that reached the provider.</param>
public sealed record ProviderHealth(string Provider, long Requests, long Errors, Percentiles Latency)
{
    /// <summary>At least every second request ended in an error.</summary>
    public bool IsFailing => Errors > 0 && Errors * 2 >= Requests;

    /// <summary>One error in twenty answers is where callers begin to notice.</summary>
    public bool HasTrouble => Errors > 0 && Errors * 20 >= Requests;
}
