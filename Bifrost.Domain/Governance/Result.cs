namespace Bifrost.Domain.Governance;

/// <summary>A command's answer: a value, or errors that name their fields.</summary>
public sealed class Result<T>
{
    private readonly T? _value;

    private Result(ResultKind kind, T? value, IReadOnlyList<FieldError> errors)
    {
        Kind = kind;
        _value = value;
        Errors = errors;
    }

    public ResultKind Kind { get; }

    public bool IsOk => Kind == ResultKind.Ok;

    public IReadOnlyList<FieldError> Errors { get; }

    /// <exception cref="InvalidOperationException">The command failed.</exception>
    public T Value => IsOk ? _value! : throw new InvalidOperationException(Summary);

    /// <summary>All errors in one line.</summary>
    public string Summary => string.Join(" ", Errors.Select(e => e.Message));

    public static implicit operator Result<T>(T value) => new(ResultKind.Ok, value, []);

    public static implicit operator Result<T>(Failure failure) => new(failure.Kind, default, failure.Errors);
}
