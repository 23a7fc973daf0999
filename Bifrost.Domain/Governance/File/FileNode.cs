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
}
