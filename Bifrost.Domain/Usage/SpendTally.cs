using System.Runtime.InteropServices;
using Bifrost.Domain.Limits;

namespace Bifrost.Domain.Usage;

/// <summary>What the new records of one batch add to the slots of budgets, and by whose lease.</summary>
internal sealed class SpendTally
{
    private const int MostKnownTexts = 10_000;

    // Most records are charged to the same budgets as others of the batch: they are added up by text, and the texts read once.
    private readonly Dictionary<string, IReadOnlyList<Charge>> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Text, bool EarlierRun), Sum> _sums = [];

    public bool IsEmpty => _sums.Count == 0;

    public void Clear() => _sums.Clear();

    public void Add(PendingUsage pending)
    {
        if (pending.Record.Charges is { } text)
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, (text, pending.OfEarlierRun), out _);
            sum = sum.With(pending.Record.ChargedNanos, 1);
        }
    }

    /// <summary>In a fixed order, so that two nodes which add to the same slots never wait for each other in a circle.</summary>
    public List<Row> InOrder()
    {
        var rows = new Dictionary<(Charge Charge, bool EarlierRun), Sum>();
        foreach (var ((text, earlierRun), sum) in _sums)
        {
            foreach (var charge in ChargesOf(text))
            {
                rows[(charge, earlierRun)] = rows.GetValueOrDefault((charge, earlierRun)).With(sum.Nanos, sum.Requests);
            }
        }

        return
        [
            .. rows.Select(x => new Row(x.Key.Charge, x.Key.EarlierRun, x.Value.Nanos, x.Value.Requests))
                .OrderBy(x => x.Charge.Budget).ThenBy(x => x.Charge.Account, StringComparer.Ordinal).ThenBy(x => x.Charge.Slot).ThenBy(x => x.OfEarlierRun),
        ];
    }

    private IReadOnlyList<Charge> ChargesOf(string text)
    {
        if (!_known.TryGetValue(text, out var charges))
        {
            if (_known.Count >= MostKnownTexts)
            {
                _known.Clear();
            }

            _known[text] = charges = ChargeText.Parse(text);
        }

        return charges;
    }

    public sealed record Row(Charge Charge, bool OfEarlierRun, long Nanos, long Requests);

    private readonly record struct Sum(long Nanos, long Requests)
    {
        public Sum With(long nanos, long requests) => new(checked(Nanos + nanos), Requests + requests);
    }
}
