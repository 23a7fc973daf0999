namespace Bifrost.Domain.Governance.File;

/// <summary>One row of a section, and where it stands in the file.</summary>
/// <param name="Lines">The line of each field, by its name.</param>
public sealed record GovernanceFileRow<T>(T Spec, string Path, int Line, IReadOnlyDictionary<string, int> Lines)
{
    /// <summary>An error of this row, or of one of its fields.</summary>
    public GovernanceFileError ErrorAt(string field, string message) =>
        new(Lines.GetValueOrDefault(field, Line), field.Length == 0 ? Path : $"{Path}.{field}", message);
}
