namespace Bifrost.Domain.Limits;

/// <summary>An owner of caps as lists show it.</summary>
/// <param name="Subject">What a <see cref="LimitOwnerKind.Subject"/> is; null for every other kind.</param>
/// <param name="Name">Of a subject its pattern: <c>openai/*</c>, <c>env=prod</c>, <c>*</c>.</param>
public sealed record NamedOwner(LimitOwnerKind Kind, LimitSubjectKind? Subject, Guid Id, string Name, bool Frozen, bool FromFile)
{
    /// <summary><c>customer</c>, <c>team</c>, <c>virtual_key</c>, <c>provider</c>, <c>model</c>, <c>tag</c>, <c>end_user</c>.</summary>
    public string KindText => LimitOwnerKinds.TextOf(Kind, Subject);

    /// <summary>Each end user, or each value of the tag, has an account of its own.</summary>
    public bool IsEach => Subject is { } subject && SubjectAccount.IsEach(subject, Name);

    /// <summary><c>team research</c>, <c>key ci</c>, <c>each end user</c>.</summary>
    public string Words => Kind switch
    {
        LimitOwnerKind.VirtualKey => $"key {Name}",
        LimitOwnerKind.Subject when IsEach => Subject == LimitSubjectKind.EndUser ? "each end user" : $"each value of tag {Name[..^2]}",
        _ => $"{KindText.Replace('_', ' ')} {Name}",
    };
}
