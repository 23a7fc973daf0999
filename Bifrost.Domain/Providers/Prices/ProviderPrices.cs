namespace Bifrost.Domain.Providers.Prices;

/// <summary>
/// The book's models of one provider, indexed: one hash look-up for exact names, then the few other alternatives of
/// this provider, longest literal first, so that the first match is the winner.
/// </summary>
internal sealed class ProviderPrices
{
    private readonly Dictionary<string, PriceBookEntry> _exact = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Candidate> _others = [];

    internal void Add(ModelMatch match, PriceBookEntry entry)
    {
        if (match.IsExact)
        {
            _exact.TryAdd(match.Literal, entry);
        }
        else
        {
            _others.Add(new Candidate(match, entry, _others.Count));
        }
    }

    /// <summary>Call once, after the last <see cref="Add"/>.</summary>
    internal void Sort() => _others.Sort((left, right) =>
    {
        var byLength = right.Match.Literal.Length.CompareTo(left.Match.Literal.Length);
        return byLength != 0 ? byLength : left.Order.CompareTo(right.Order);
    });

    internal PriceBookEntry? Find(string model)
    {
        if (_exact.TryGetValue(model, out var entry))
        {
            return entry;
        }

        foreach (var candidate in _others)
        {
            if (candidate.Match.IsMatch(model))
            {
                return candidate.Entry;
            }
        }

        return null;
    }

    // A class: sorting a list of tuples would have to be compiled at the start.
    private sealed record Candidate(ModelMatch Match, PriceBookEntry Entry, int Order);
}
