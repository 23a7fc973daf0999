using System.Text.RegularExpressions;

namespace Bifrost.Domain.Governance.File;

/// <summary>Reads single values, looks up <c>env.NAME</c>, and collects every error.</summary>
internal sealed partial class FileValues(Func<string, string?> environment)
{
    private readonly HashSet<string> _faulty = new(StringComparer.Ordinal);

    public List<GovernanceFileError> Errors { get; } = [];

    public void Fail(int line, string path, string message)
    {
        _faulty.Add(path);
        Errors.Add(new(line, path, message));
    }

    /// <summary>Whether this place has an error already: a rule need not say so again.</summary>
    public bool IsFaulty(string path) => _faulty.Contains(path);

    /// <summary>False, and an error, when the value is of another kind.</summary>
    public bool Expect(FileNode node, FileNodeKind kind)
    {
        if (node.Kind == kind)
        {
            return true;
        }

        var wanted = new FileNode(kind, 0, "").Name;
        Fail(node.Line, node.Path, node.Kind == FileNodeKind.Null ? $"This must be {wanted}, not null: leave the field out instead." : $"This must be {wanted}, not {node.Name}.");
        return false;
    }

    /// <summary>A string, read from the environment where it is <c>env.NAME</c> whole; null with an error.</summary>
    public string? Text(FileNode node)
    {
        if (!Expect(node, FileNodeKind.Text))
        {
            return null;
        }

        if (!EnvironmentName().IsMatch(node.Text))
        {
            return node.Text;
        }

        var name = node.Text["env.".Length..];
        if (environment(name) is { } value)
        {
            return value;
        }

        Fail(node.Line, node.Path, $"The environment variable {name} is not set.");
        return null;
    }

    public List<string>? Texts(FileNode node)
    {
        if (!Expect(node, FileNodeKind.Array))
        {
            return null;
        }

        var texts = new List<string>();
        foreach (var item in node.Items)
        {
            if (Text(item) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    public Dictionary<string, string> Map(FileNode node)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Expect(node, FileNodeKind.Object))
        {
            foreach (var (name, value) in node.Members)
            {
                if (Text(value) is { } text)
                {
                    map[name] = text;
                }
            }
        }

        return map;
    }

    // \z and not $, which would let a line feed follow.
    [GeneratedRegex(@"^env\.[A-Z][A-Z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex EnvironmentName();
}
