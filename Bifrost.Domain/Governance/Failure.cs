namespace Bifrost.Domain.Governance;

/// <summary>The unhappy half of a <see cref="Result{T}"/>.</summary>
public sealed record Failure(ResultKind Kind, IReadOnlyList<FieldError> Errors)
{
    public static Failure Invalid(string field, string message) => new(ResultKind.Invalid, [new FieldError(field, message)]);

    public static Failure Invalid(IReadOnlyList<FieldError> errors) => new(ResultKind.Invalid, errors);

    public static Failure NotFound(string what) => new(ResultKind.NotFound, [new FieldError("", $"There is no {what}.")]);

    public static Failure Conflict(string field, string message) => new(ResultKind.Conflict, [new FieldError(field, message)]);

    /// <summary>The database is away.</summary>
    /// <param name="mayBeDone">It went away during the commit: whether it committed is not known.</param>
    public static Failure Unavailable(bool mayBeDone = false) => new(ResultKind.Unavailable, [new FieldError("", mayBeDone
        ? "The database cannot be reached any more: it went away while the change was being saved. Look whether it was made before you try again."
        : "The database cannot be reached: nothing was changed. Try again once it is back.")]);

    public static Failure Forbidden(string message) => new(ResultKind.Forbidden, [new FieldError("", message)]);
}
