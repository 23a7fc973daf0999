namespace Bifrost.Domain.Governance.File;

/// <summary>One row of a section, and where it stands in the file.</summary>
public sealed class GovernanceFileRow<T>
{
    private readonly FileNode _node;

    internal GovernanceFileRow(T spec, FileNode node)
    {
        Spec = spec;
        _node = node;
    }

    public T Spec { get; }

    /// <summary>Such as <c>teams[1]</c>.</summary>
    public string Path => _node.Path;

    /// <summary>Where it begins, counted from 1.</summary>
    public int Line => _node.Line;

    /// <summary>An error of this row, or of what stands in it.</summary>
    /// <param name="field">A path within the row, such as <c>budgets[1].period</c>; empty for the row as a whole.</param>
    public GovernanceFileError ErrorAt(string field, string message)
    {
        var path = _node.PathOf(field);
        return new(_node.Nearest(path).Line, path, message);
    }
}
