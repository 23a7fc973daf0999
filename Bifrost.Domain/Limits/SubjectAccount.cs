using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Limits;

/// <summary>Whether a call concerns a tag or end-user subject, and on which of its accounts it counts.</summary>
public static class SubjectAccount
{
    /// <summary>Longest account name; longer end users and tag values are cut, never left uncounted.</summary>
    public const int LongestName = 64;

    private const string Any = "*";

    /// <summary>Each end user, or each value of the tag, has an account of its own.</summary>
    public static bool IsEach(LimitSubjectKind kind, string pattern) => kind switch
    {
        LimitSubjectKind.EndUser => pattern == Any,
        LimitSubjectKind.Tag => pattern.EndsWith("=" + Any, StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Null: the call does not concern it. Empty: its one account. Otherwise the value that has its own.</summary>
    /// <param name="tags"><c>k=v,k=v</c>.</param>
    public static string? Of(LimitSubjectKind kind, string pattern, string? tags, string? endUser) => kind switch
    {
        LimitSubjectKind.EndUser => endUser is null ? null : pattern == Any ? Fit(endUser) : endUser == pattern ? "" : null,
        LimitSubjectKind.Tag => OfTag(pattern, tags),
        _ => null,
    };

    private static string? OfTag(string pattern, string? tags)
    {
        if (tags is null)
        {
            return null;
        }

        var equals = pattern.IndexOf('=', StringComparison.Ordinal);
        var wanted = pattern.AsSpan(equals + 1);
        foreach (var range in tags.AsSpan().Split(','))
        {
            var tag = tags.AsSpan(range);
            if (tag.StartsWith(pattern.AsSpan(0, equals + 1), StringComparison.Ordinal))
            {
                var value = tag[(equals + 1)..];
                return wanted is Any ? Fit(value.ToString()) : value.SequenceEqual(wanted) ? "" : null;
            }
        }

        return null;
    }

    // In a form that every database takes: cut within a character, or with a NUL, it would be refused again and again.
    private static string Fit(string name) => UsageParameters.Fit(name, LongestName);
}
