namespace Bifrost.Domain.Limits;

/// <summary>Kinds of owners as the admin API and addresses name them.</summary>
public static class LimitOwnerKinds
{
    private static readonly (string Text, LimitOwnerKind Kind, LimitSubjectKind? Subject)[] Kinds =
    [
        ("customer", LimitOwnerKind.Customer, null),
        ("team", LimitOwnerKind.Team, null),
        ("virtual_key", LimitOwnerKind.VirtualKey, null),
        ("provider", LimitOwnerKind.Provider, null),
        ("model", LimitOwnerKind.Subject, LimitSubjectKind.Model),
        ("tag", LimitOwnerKind.Subject, LimitSubjectKind.Tag),
        ("end_user", LimitOwnerKind.Subject, LimitSubjectKind.EndUser),
    ];

    public static IReadOnlyList<string> All { get; } = [.. Kinds.Select(x => x.Text)];

    public static string TextOf(LimitOwnerKind kind, LimitSubjectKind? subject) => Array.Find(Kinds, x => x.Kind == kind && x.Subject == subject).Text;

    /// <summary>Null for a text that is none of <see cref="All"/>.</summary>
    public static (LimitOwnerKind Kind, LimitSubjectKind? Subject)? Parse(string? text) =>
        Array.Find(Kinds, x => x.Text == text) is { Text: not null } found ? (found.Kind, found.Subject) : null;
}
