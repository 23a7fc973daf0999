namespace Bifrost.Gateway.Providers;

/// <summary>What a provider said when it was asked for its models.</summary>
/// <param name="Models">In the provider's order; empty when it failed.</param>
/// <param name="Failure">In words that say what to do; null when it answered.</param>
/// <param name="IsPrivateAddress">It failed because the address is on this machine or network and that is not allowed yet.</param>
/// <param name="FetchedAt">UTC.</param>
public sealed record ModelListing(IReadOnlyList<string> Models, string? Failure, bool IsPrivateAddress, DateTime FetchedAt)
{
    /// <summary>The vendor has no list that could be asked for: nothing is wrong, and asking again changes nothing.</summary>
    public bool IsUnlisted { get; init; }
}
