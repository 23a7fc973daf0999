namespace Bifrost.Domain.Limits;

/// <summary>What a <see cref="LimitSubject"/> matches. Stored as its number: append only.</summary>
public enum LimitSubjectKind
{
    /// <summary>Calls of the models that a pattern names, of every caller together.</summary>
    Model = 0,

    /// <summary>Calls with a tag's value; <c>*</c> gives every value its own account.</summary>
    Tag = 1,

    /// <summary>Calls of an end user; <c>*</c> gives every end user an own account.</summary>
    EndUser = 2,
}
