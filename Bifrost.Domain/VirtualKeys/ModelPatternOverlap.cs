namespace Bifrost.Domain.VirtualKeys;

/// <summary>
/// The names that two patterns both allow, as patterns again: <c>openai/*</c> and <c>*-mini</c> are <c>openai/*-mini</c>. For people
/// to read; whether a name is allowed is asked of each list by itself.
/// </summary>
internal sealed class ModelPatternOverlap
{
    // Texts of many stars overlap in very many ways: such a list would tell nobody anything.
    private const int Most = 64;
    private const int MostSteps = 10_000;

    private readonly string _left;
    private readonly string _right;
    private readonly HashSet<string>?[,] _known;
    private bool _tooMany;

    private ModelPatternOverlap(string left, string right)
    {
        (_left, _right) = (left, right);
        _known = new HashSet<string>?[left.Length + 1, right.Length + 1];
    }

    /// <summary>Empty where no name is allowed by both; null where there are too many ways.</summary>
    public static IReadOnlyCollection<string>? Of(string left, string right)
    {
        if (Covers(left, right))
        {
            return [right];
        }

        if (Covers(right, left))
        {
            return [left];
        }

        if (left.Length * right.Length > MostSteps)
        {
            return null;
        }

        var overlap = new ModelPatternOverlap(left, right);
        var found = overlap.From(0, 0);
        return overlap._tooMany ? null : found;
    }

    /// <summary>Every name that <paramref name="narrow"/> allows the other allows too. A star is only covered by a star.</summary>
    public static bool Covers(string wide, string narrow) => new ModelPattern(wide).IsMatch(narrow);

    private HashSet<string> From(int left, int right) => _known[left, right] ??= Find(left, right);

    private HashSet<string> Find(int left, int right)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var (l, r) = (At(_left, left), At(_right, right));
        if (l is null && r is null)
        {
            found.Add("");
        }
        else if (l == '*' && r == '*')
        {
            // One of them ends first, while the other goes on.
            Add(found, "*", From(left + 1, right));
            Add(found, "*", From(left, right + 1));
        }
        else if (l == '*')
        {
            Add(found, "", From(left + 1, right));
            Add(found, r?.ToString(), r is null ? [] : From(left, right + 1));
        }
        else if (r == '*')
        {
            Add(found, "", From(left, right + 1));
            Add(found, l?.ToString(), l is null ? [] : From(left + 1, right));
        }
        else if (l == r)
        {
            Add(found, l.ToString(), From(left + 1, right + 1));
        }

        return found;
    }

    private void Add(HashSet<string> to, string? before, HashSet<string> rest)
    {
        foreach (var text in rest)
        {
            _tooMany |= to.Count >= Most;
            if (_tooMany)
            {
                return;
            }

            to.Add(before == "*" && text.StartsWith('*') ? text : before + text);
        }
    }

    private static char? At(string text, int index) => index < text.Length ? text[index] : null;
}
