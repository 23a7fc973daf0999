using Bifrost.Domain.Limits;

namespace Bifrost.Domain.Usage;

/// <summary>What the new records of one batch add to the slots of budgets, and by whose lease.</summary>
internal sealed class SpendTally
{
    private const int MostKnownTexts = 10_000;

    private readonly Dictionary<string, IReadOnlyList<Charge>> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<(Charge Charge, bool EarlierRun), Sum> _sums = [];

    public bool IsEmpty => _sums.Count == 0;

    public void Clear() => _sums.Clear();

    public void Add(PendingUsage pending)
    {
        if (pending.Record.Charges is not { } text)
        {
            return;
        }

        if (!_known.TryGetValue(text, out var charges))
        {
            if (_known.Count >= MostKnownTexts)
            {
                _known.Clear();
            }

            _known[text] = charges = ChargeText.Parse(text);
        }

        foreach (var charge in charges)
        {
            var sum = _sums.GetValueOrDefault((charge, pending.OfEarlierRun));
            _sums[(charge, pending.OfEarlierRun)] = new Sum(checked(sum.Nanos + pending.Record.ChargedNanos), sum.Requests + 1);
        }
    }

    /// <summary>In a fixed order, so that two nodes which add to the same slots never wait for each other in a circle.</summary>
    public List<Row> InOrder() =>
    [
        .. _sums.Select(x => new Row(x.Key.Charge, x.Key.EarlierRun, x.Value.Nanos, x.Value.Requests))
            .OrderBy(x => x.Charge.Budget).ThenBy(x => x.Charge.Account, StringComparer.Ordinal).ThenBy(x => x.Charge.Slot).ThenBy(x => x.OfEarlierRun),
    ];

    public sealed record Row(Charge Charge, bool OfEarlierRun, long Nanos, long Requests);

    private readonly record struct Sum(long Nanos, long Requests);
}
