using Bifrost.Domain.Governance;

namespace Bifrost.Web.Console.Shared;

/// <summary>A provider's models as the console shows them.</summary>
/// <param name="Failure">Why the provider did not say them itself, in words; the price book's stand in then.</param>
public sealed record ProviderModels(ProviderSnapshot Provider, IReadOnlyList<AvailableModel> Models, string? Failure)
{
    /// <summary>Its vendor has no list: the price book's stand in, and that is no failure.</summary>
    public bool IsUnlisted { get; init; }
}
