using System.Collections.Concurrent;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers.Prices;

namespace Bifrost.Gateway.Providers;

/// <summary>
/// The models that each provider has, as it said itself; remembered for a while, asked again in the background. Where a
/// provider does not answer, the price book's models of its kind stand in.
/// </summary>
public sealed class ModelCatalog(ModelLister lister, TimeProvider time)
{
    /// <summary>The book's word for <c>us.</c>, <c>eu.</c> and the like before a model of Amazon's: nobody can call it by this name.</summary>
    private const string Regional = "regional.";

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FailureFresh = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, (ProviderSnapshot Of, Task<ModelListing> Listing)> _listings = new();

    /// <summary>What the provider last said, asking now where that is unknown or old.</summary>
    public Task<ModelListing> ListAsync(ProviderSnapshot provider)
    {
        var known = _listings.AddOrUpdate(
            provider.Id,
            _ => (provider, lister.AskAsync(provider, FirstKey(provider))),
            (_, old) => IsFresh(old, provider) ? old : (provider, lister.AskAsync(provider, FirstKey(provider))));
        return known.Listing;
    }

    /// <summary>The provider's models for a list: its own, or the price book's where it does not answer.</summary>
    public async Task<IReadOnlyList<string>> ModelsOfAsync(ProviderSnapshot provider)
    {
        var listing = await ListAsync(provider);
        return listing.Failure is null ? listing.Models : FromBook(provider);
    }

    /// <summary>The price book's plain names of a provider's kind, without those marked as deprecated.</summary>
    public static IReadOnlyList<string> FromBook(ProviderSnapshot provider) =>
        PriceBook.Embedded.BookProvider(provider.Kind) is { } book
            ? [.. PriceBook.Embedded.Entries.Where(x => x.Provider == book && !x.Deprecated && IsId(book, x.Model)).Select(x => x.Model)]
            : [];

    // Some rows of the book have a label that no caller sends and that finds no row, not even its own.
    private static bool IsId(string book, string model) =>
        !model.StartsWith(Regional, StringComparison.Ordinal) && PriceBook.Embedded.FindEntry(book, model) is not null;

    private static ProviderKeySnapshot? FirstKey(ProviderSnapshot provider) => provider.Keys.Count == 0 ? null : provider.Keys[0];

    private bool IsFresh((ProviderSnapshot Of, Task<ModelListing> Listing) known, ProviderSnapshot provider)
    {
        if (!known.Listing.IsCompleted)
        {
            return ReferenceEquals(known.Of, provider);
        }

        var age = time.GetUtcNow().UtcDateTime - known.Listing.Result.FetchedAt;
        return ReferenceEquals(known.Of, provider) && age < (known.Listing.Result.Failure is null ? Fresh : FailureFresh);
    }
}
