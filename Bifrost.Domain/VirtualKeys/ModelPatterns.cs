using System.Buffers;

namespace Bifrost.Domain.VirtualKeys;

/// <summary>
/// A compiled list of allowed models such as <c>["openai/*", "smart", "*"]</c>. A pattern is compared with the whole
/// name, <c>provider/model</c> or a route's name, letter case included unless a limit asks otherwise; <c>*</c> stands for any
/// text and may be anywhere. Safe for use by many threads.
/// </summary>
public sealed class ModelPatterns
{
    private const int StackLimit = 256;
    private const int MostTogether = 1_000;
    private readonly bool _all;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly ModelPattern[] _wildcards;

    private ModelPatterns(IReadOnlyList<string>? patterns, bool ignoreCase = false)
    {
        Patterns = patterns ?? [];
        _all = patterns is null;
        var exact = new HashSet<string>(ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        var wildcards = new List<ModelPattern>();
        foreach (var pattern in Patterns)
        {
            var compiled = new ModelPattern(pattern, ignoreCase);
            if (compiled.IsExact)
            {
                exact.Add(pattern);
            }
            else
            {
                _all |= compiled.LiteralLength == 0;
                wildcards.Add(compiled);
            }
        }

        _exact = exact.GetAlternateLookup<ReadOnlySpan<char>>();
        _wildcards = [.. wildcards];
    }

    /// <summary>No restriction: every model and every route.</summary>
    public static ModelPatterns Unrestricted { get; } = new(null);

    /// <summary>Nothing is allowed.</summary>
    public static ModelPatterns Nothing { get; } = new([]);

    /// <summary>The patterns as they were written; empty for <see cref="Unrestricted"/> too.</summary>
    public IReadOnlyList<string> Patterns { get; }

    /// <summary>Whether every name is allowed, by a <c>*</c> or because no list was given.</summary>
    public bool AllowsEverything => _all;

    /// <summary>
    /// <c>null</c> means no restriction, an empty list means nothing. Where an absent list means nothing as well
    /// (virtual keys), the caller passes an empty one.
    /// </summary>
    public static ModelPatterns Compile(IReadOnlyList<string>? patterns) => patterns switch
    {
        null => Unrestricted,
        [] => Nothing,
        _ => new ModelPatterns([.. patterns]),
    };

    /// <summary>
    /// The models that a limit is on: letter case is ignored, since many providers ignore it too, and as prices do. Never for a
    /// list of allowed models, which it would widen.
    /// </summary>
    public static ModelPatterns CompileLimit(string pattern) => new([pattern], ignoreCase: true);

    /// <summary>Whether a deployment, <paramref name="providerName"/>/<paramref name="model"/>, is allowed.</summary>
    public bool Allows(ReadOnlySpan<char> providerName, ReadOnlySpan<char> model)
    {
        if (_all || Patterns.Count == 0)
        {
            return _all;
        }

        var length = providerName.Length + 1 + model.Length;
        var rented = length > StackLimit ? ArrayPool<char>.Shared.Rent(length) : null;
        var name = rented is null ? stackalloc char[StackLimit] : rented;
        providerName.CopyTo(name);
        name[providerName.Length] = '/';
        model.CopyTo(name[(providerName.Length + 1)..]);
        var allowed = Allows(name[..length]);
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }

        return allowed;
    }

    /// <summary>What both lists allow, as one list of patterns to read; null where that would be too many. Letter case counts.</summary>
    public ModelPatterns? And(ModelPatterns other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (AllowsEverything || other.AllowsEverything)
        {
            return AllowsEverything ? other : this;
        }

        var both = new List<string>();
        foreach (var left in Patterns)
        {
            foreach (var right in other.Patterns)
            {
                if (ModelPatternOverlap.Of(left, right) is not { } overlap || both.Count + overlap.Count > MostTogether)
                {
                    return null;
                }

                both.AddRange(overlap);
            }
        }

        var distinct = both.Distinct(StringComparer.Ordinal).ToList();
        return Compile(distinct.FindAll(x => !distinct.Exists(wide => wide != x && ModelPatternOverlap.Covers(wide, x))));
    }

    /// <summary>Whether a route's name, or a whole <c>provider/model</c>, is allowed.</summary>
    public bool Allows(ReadOnlySpan<char> name)
    {
        if (_all || _exact.Contains(name))
        {
            return true;
        }

        foreach (var wildcard in _wildcards)
        {
            if (wildcard.IsMatch(name))
            {
                return true;
            }
        }

        return false;
    }
}
