using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers.Prices;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Gateway.Providers;
using Bifrost.Gateway.Runtime;

namespace Bifrost.Web.Console.Shared;

/// <summary>What can be called now: the models of the providers that are being served, with their prices.</summary>
public sealed class ModelChoices(SnapshotLoop serving, ModelCatalog catalog, TimeProvider time)
{
    /// <summary>A page waits for a provider no longer than this; the list is asked on in the background.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    /// <summary>By provider's name. A provider that fails is there with its reason.</summary>
    public async Task<IReadOnlyList<ProviderModels>> ByProviderAsync()
    {
        var providers = serving.Snapshot.Providers.Values.OrderBy(p => p.Name, StringComparer.Ordinal);
        return await Task.WhenAll(providers.Select(OfAsync));
    }

    /// <summary>All models of all providers, by provider and then as the provider orders them.</summary>
    public async Task<IReadOnlyList<AvailableModel>> AllAsync() => [.. (await ByProviderAsync()).SelectMany(p => p.Models)];

    /// <summary>The models of one provider.</summary>
    public async Task<ProviderModels> OfAsync(ProviderSnapshot provider)
    {
        try
        {
            var listing = await catalog.ListAsync(provider).WaitAsync(Patience, time);
            return new ProviderModels(provider, listing.Failure is null ? Priced(provider.Name, provider.Kind, listing.Models) : FromBook(provider), listing.IsUnlisted ? null : listing.Failure)
            {
                IsUnlisted = listing.IsUnlisted,
            };
        }
        catch (TimeoutException)
        {
            return new ProviderModels(provider, FromBook(provider), "The provider takes longer than 2.5 s to list its models.");
        }
    }

    private List<AvailableModel> FromBook(ProviderSnapshot provider) =>
        [.. Priced(provider.Name, provider.Kind, ModelCatalog.FromBook(provider)).Select(m => m with { IsFromBook = true })];

    /// <summary>A provider's models with the prices that hold now.</summary>
    public IReadOnlyList<AvailableModel> Priced(string provider, string kind, IReadOnlyList<string> models)
    {
        var prices = serving.Snapshot.Prices;
        var now = time.GetUtcNow().UtcDateTime;
        var book = PriceBook.Embedded.BookProvider(kind);
        return
        [
            .. models.Select(model =>
            {
                var entry = book is null ? null : PriceBook.Embedded.FindEntry(book, model);
                return new AvailableModel(provider, kind, model, prices.Resolve(provider, kind, model, now), entry?.ContextWindow, entry?.Deprecated ?? false);
            }),
        ];
    }

    /// <summary>The models that a key reaches: its own patterns, and those of its team and customer.</summary>
    public async Task<IReadOnlyList<AvailableModel>> ReachedByAsync(VirtualKey key)
    {
        var snapshot = serving.Snapshot;
        var team = key.TeamId is { } t ? snapshot.Teams.GetValueOrDefault(t) : null;
        var customer = (team?.CustomerId ?? key.CustomerId) is { } c ? snapshot.Customers.GetValueOrDefault(c) : null;
        var own = ModelPatterns.Compile(key.Models);
        return
        [
            .. (await AllAsync()).Where(m => own.Allows(m.Provider, m.Model)
                && (team?.Models.Allows(m.Provider, m.Model) ?? true)
                && (customer?.Models.Allows(m.Provider, m.Model) ?? true)),
        ];
    }

    /// <summary>The model for a first call: one that chats, named by its provider itself, current, priced and cheap; null when there is none at all.</summary>
    public static AvailableModel? ForFirstCall(IReadOnlyList<AvailableModel> models) => models
        .OrderByDescending(m => m.Chats).ThenBy(m => m.IsFromBook).ThenBy(m => m.Deprecated).ThenByDescending(m => m.Price?.Output is not null)
        .ThenBy(m => m.Price?.Output?.DollarsAt(0) ?? 0).FirstOrDefault();
}
