namespace Bifrost.Domain.Usage;

/// <summary>
/// Under which names tags count in the daily totals. Callers choose tags: beyond the first thousand of a key and day the
/// others count under one name, while the records keep the truth. Of this node, since its start. Not thread-safe.
/// </summary>
internal sealed class TagNames
{
    /// <summary>Different tags of one key and day that count under their own names.</summary>
    public const int MostOfAKey = 1_000;

    /// <summary>What the rest counts under; no tag is spelt so.</summary>
    public const string Other = "(other)";

    // Over all keys and days, as numbers of four bytes; a key's day weighs as much as a few of them.
    private const int MostRemembered = 1_000_000;
    private const int WeightOfAKey = 10;

    private readonly Dictionary<(Guid Key, DateTime Day), HashSet<int>> _seen = [];
    private int _remembered;

    /// <summary>The tag itself, or <see cref="Other"/>.</summary>
    public string Of(Guid key, DateTime day, string tag)
    {
        if (!_seen.TryGetValue((key, day), out var seen))
        {
            if (_remembered >= MostRemembered)
            {
                _seen.Clear();
                _remembered = 0;
            }

            _seen[(key, day)] = seen = [];
            _remembered += WeightOfAKey;
        }

        var number = string.GetHashCode(tag, StringComparison.Ordinal);
        if (seen.Contains(number))
        {
            return tag;
        }

        if (seen.Count >= MostOfAKey)
        {
            return Other;
        }

        seen.Add(number);
        _remembered++;
        return tag;
    }
}
