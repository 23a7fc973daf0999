using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers.Prices;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.Runtime;

namespace Bifrost.Gateway.Routing;

/// <summary>
/// Finds the target of a model's name: what stands before the first slash where that is a provider's name, else the
/// price book, where the alphabetically first provider that the key may use wins.
/// </summary>
internal static class ModelRouter
{
    /// <summary>Null when the exchange has its target.</summary>
    public static Refusal? Route(Exchange exchange, string requested)
    {
        exchange.Record.RequestedModel = requested;
        var slash = requested.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && slash < requested.Length - 1 && exchange.Runtime.Providers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(requested.AsSpan(0, slash), out var provider))
        {
            var model = provider.ModelOf(requested.AsSpan(slash + 1));
            return Forbidden(exchange, provider, model.Name) is { } owner
                ? new Refusal.ModelNotAllowed(requested, owner)
                : Choose(exchange, provider, model);
        }

        return exchange.Operation == Operation.Passthrough ? new Refusal.ProviderNotFound(slash < 0 ? requested : requested[..slash]) : RouteBareName(exchange, requested);
    }

    private static Refusal? RouteBareName(Exchange exchange, string requested)
    {
        string? refusedBy = null;
        foreach (var provider in exchange.Runtime.ProvidersByName)
        {
            if (!Knows(exchange, provider, requested))
            {
                continue;
            }

            if (Forbidden(exchange, provider, requested) is { } owner)
            {
                refusedBy ??= owner;
                continue;
            }

            return Choose(exchange, provider, provider.ModelOf(requested));
        }

        return refusedBy is null ? new Refusal.ModelNotFound(requested) : new Refusal.ModelNotAllowed(requested, refusedBy);
    }

    private static bool Knows(Exchange exchange, ProviderRuntime provider, string model) =>
        (provider.BookProvider is { } book && PriceBook.Embedded.FindEntry(book, model) is not null)
        || exchange.Runtime.Snapshot.Prices.Resolve(provider.Name, provider.Snapshot.Kind, model, exchange.Record.Time) is not null;

    private static Refusal? Choose(Exchange exchange, ProviderRuntime provider, UpstreamModel model)
    {
        if (Passage.Of(exchange.Caller, provider.Adapter, model.Name) is not { } passage)
        {
            return exchange.Caller.IsNative
                ? new Refusal.NotSupported($"{exchange.Operation.Path} with the provider {provider.Name}, which is of another vendor,")
                : new Refusal.InvalidRequest("model", $"The provider {provider.Name} has no {exchange.Operation.Path}.");
        }

        var price = exchange.Runtime.Snapshot.Prices.Resolve(provider.Name, provider.Snapshot.Kind, exchange.Raw is { } raw ? raw.Model : model.Name, exchange.Record.Time);
        exchange.Target = new Target(provider, model, price);
        exchange.Passage = passage;
        var record = exchange.Record;
        record.ProviderId = provider.Snapshot.Id;
        record.Provider = provider.Name;
        record.Model = model.Name;
        record.UpstreamHost = provider.Host;
        record.Dialect = exchange.Caller.IsForeign || passage.Translates ? exchange.Caller.Format?.Name : null;
        record.RoutedMicros = exchange.Elapsed;
        return null;
    }

    /// <summary>Whose list forbids the model, in words; null when none does. A key reaches no more than its team, a team no more than its customer.</summary>
    public static string? Forbidden(VirtualKeySnapshot key, OwnerSnapshot? team, OwnerSnapshot? customer, string provider, string model) =>
        !key.Models.Allows(provider, model) ? $"The key {key.Name}"
        : team is not null && !team.Models.Allows(provider, model) ? $"The team {team.Name}"
        : customer is not null && !customer.Models.Allows(provider, model) ? $"The customer {customer.Name}"
        : null;

    private static string? Forbidden(Exchange exchange, ProviderRuntime provider, string model) =>
        Forbidden(exchange.Key!, exchange.Team, exchange.Customer, provider.Name, model);
}
