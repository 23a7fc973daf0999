namespace Bifrost.Domain.Governance;

/// <summary>What is wrong with one field, in words that say how to mend it.</summary>
/// <param name="Field">The property in <c>snake_case</c>, empty for the whole.</param>
public sealed record FieldError(string Field, string Message);
