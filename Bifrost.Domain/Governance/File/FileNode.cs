namespace Bifrost.Domain.Governance.File;

/// <summary>A JSON value that knows its place in the file.</summary>
internal sealed class FileNode(FileNodeKind kind, int line, string path)
{
    public FileNodeKind Kind => kind;

    /// <summary>Counted from 1.</summary>
    public int Line => line;

    public string Path => path;

    /// <summary>A string's text, a number as it is spelt, <c>true</c> or <c>false</c>.</summary>
    public string Text { get; init; } = "";

    /// <summary>Of an object, in the file's order; of a name that stands twice only the first.</summary>
    public Dictionary<string, FileNode> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>Of an array.</summary>
    public List<FileNode> Items { get; } = [];

    /// <summary>The path from the root of a field, present or not, or of what stands in one; empty for this value itself.</summary>
    public string PathOf(string field) => field.Length == 0 ? Path : Path.Length == 0 ? field : $"{Path}.{field}";

    /// <summary>The value at a path from the root, or where there is none the innermost one around it.</summary>
    public FileNode Nearest(string path)
    {
        var inner = Members.Values.Concat(Items).Where(x => x.IsAround(path)).MaxBy(x => x.Path.Length);
        return inner?.Nearest(path) ?? this;
    }

    /// <summary>What it is, for messages.</summary>
    public string Name => Kind switch
    {
        FileNodeKind.Object => "an object",
        FileNodeKind.Array => "a list",
        FileNodeKind.Text => "a string",
        FileNodeKind.Number => "a number",
        FileNodeKind.Boolean => "true or false",
        _ => "null",
    };

    private bool IsAround(string path) =>
        path.StartsWith(Path, StringComparison.Ordinal) && (path.Length == Path.Length || path[Path.Length] is '.' or '[');
}
