using System.Collections.Concurrent;
using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Domain.Providers.Prices;

/// <summary>
/// The prices for serving: the operator's entries over the book. Of the entries in force, the most specific pattern
/// comes first (an exact name, then the longest literal text before a <c>*</c>), then the latest. In that order the
/// first entry with rates sets the price, or the book does; discounts alone apply when they come before it.
/// So a contract discount on <c>openai/*</c> applies to the book's prices, not to a model's own price.
/// Immutable but for its cache, and safe for use by many threads.
/// </summary>
public sealed class PriceList
{
    /// <summary>Callers choose model names, so the cache has a limit; beyond it the cache starts over.</summary>
    private const int CacheLimit = 20_000;

    private const int MaxCachedModelLength = 256;

    private readonly PriceBook _book;
    private readonly Entry[] _entries;
    private readonly ConcurrentDictionary<(string Provider, string Model), Resolved> _cache = new();
    private int _cached;

    /// <exception cref="ArgumentException">An entry does not pass <see cref="PriceOverride.Validate"/>.</exception>
    public PriceList(IEnumerable<PriceOverride> overrides, PriceBook book)
    {
        _book = book;
        _entries = [.. overrides.Select(given => new Entry(given))];
        Array.Sort(_entries, Entry.Compare);
    }

    internal int CachedCount => _cache.Count;

    /// <summary>The price in force at a moment; null when there is none: unpriced, never free.</summary>
    /// <param name="providerName">The configured provider's name, which callers write before the slash.</param>
    /// <param name="kind">Its kind, which selects the book's prices.</param>
    /// <param name="upstreamModel">The model as the provider calls it.</param>
    /// <param name="at">UTC.</param>
    public Price? Resolve(string providerName, string kind, string upstreamModel, DateTime at)
    {
        var key = (providerName, upstreamModel);
        if (_cache.TryGetValue(key, out var resolved) && at >= resolved.From && at < resolved.Until
            && string.Equals(kind, resolved.Kind, StringComparison.Ordinal))
        {
            return resolved.Price;
        }

        resolved = Compute(providerName, kind, upstreamModel, at);
        if (upstreamModel.Length > MaxCachedModelLength)
        {
            return resolved.Price;
        }

        if (Interlocked.Increment(ref _cached) > CacheLimit)
        {
            _cache.Clear();
            Interlocked.Exchange(ref _cached, 1);
        }

        _cache[key] = resolved;
        return resolved.Price;
    }

    private Resolved Compute(string providerName, string kind, string model, DateTime at)
    {
        var name = providerName + "/" + model;
        PriceOverride? rates = null, discount = null;
        DateTime from = DateTime.MinValue, until = DateTime.MaxValue;
        foreach (var entry in _entries)
        {
            if (!entry.Pattern.IsMatch(name))
            {
                continue;
            }

            var given = entry.Override;
            if (given.EffectiveFrom > at)
            {
                until = given.EffectiveFrom < until ? given.EffectiveFrom : until;
                continue;
            }

            from = given.EffectiveFrom > from ? given.EffectiveFrom : from;
            if (rates is null)
            {
                discount ??= given.DiscountPercent is null ? null : given;
                rates = given.HasRates ? given : null;
            }
        }

        return new Resolved(PriceOf(rates, discount, kind, model), kind, from, until);
    }

    private Price? PriceOf(PriceOverride? rates, PriceOverride? discount, string kind, string model)
    {
        var price = rates?.ToPrice() ?? (_book.BookProvider(kind) is { } provider ? _book.Find(provider, model) : null);
        return discount is null || price is null
            ? price
            : price with { DiscountPercent = discount.DiscountPercent!.Value, DiscountVersion = discount.Version };
    }

    private sealed record Resolved(Price? Price, string Kind, DateTime From, DateTime Until);

    private sealed class Entry
    {
        internal Entry(PriceOverride given)
        {
            foreach (var (property, problem) in given.Validate())
            {
                throw new ArgumentException($"Price of {given.Model}, {property}: {problem}", nameof(given));
            }

            Override = given;
            Pattern = new ModelPattern(given.Model, ignoreCase: true);
        }

        internal PriceOverride Override { get; }

        internal ModelPattern Pattern { get; }

        /// <summary>Most specific first, then latest; the id (time-ordered) decides between equals.</summary>
        internal static int Compare(Entry left, Entry right)
        {
            var order = right.Pattern.IsExact.CompareTo(left.Pattern.IsExact);
            order = order != 0 ? order : right.Pattern.LiteralPrefixLength.CompareTo(left.Pattern.LiteralPrefixLength);
            order = order != 0 ? order : right.Pattern.LiteralLength.CompareTo(left.Pattern.LiteralLength);
            order = order != 0 ? order : right.Override.EffectiveFrom.CompareTo(left.Override.EffectiveFrom);
            return order != 0 ? order : right.Override.Id.CompareTo(left.Override.Id);
        }
    }
}
