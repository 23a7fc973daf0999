using System.Text;
using System.Text.Json;

namespace Bifrost.Domain.Governance.File;

/// <summary>Reads strict JSON (no comments, no trailing commas, no field twice) and keeps the line and path of each value.</summary>
internal ref struct FileNodeReader
{
    private const int MaxDepth = 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly List<GovernanceFileError> _errors;
    private Utf8JsonReader _json;
    private int _counted;
    private int _line = 1;
    private string _path = "";

    private FileNodeReader(ReadOnlySpan<byte> bytes, List<GovernanceFileError> errors)
    {
        _bytes = bytes;
        _errors = errors;
        _json = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <summary>The root; null when the text is no JSON, which then is the last of the errors.</summary>
    public static FileNode? Read(ReadOnlySpan<byte> bytes, List<GovernanceFileError> errors)
    {
        // Editors on Windows write a byte-order mark; it carries no meaning.
        var reader = new FileNodeReader(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes, errors);
        try
        {
            reader._json.Read();
            var root = reader.ReadValue("");
            reader._path = "";
            reader._json.Read();
            return root;
        }
        catch (JsonException exception)
        {
            // JSON all the same: then it is the depth that is refused.
            var fault = SyntaxFault.Find(reader._bytes) ?? new SyntaxFault((int)(exception.LineNumber ?? 0) + 1, 0, $"Nested deeper than {MaxDepth} levels.");
            errors.Add(new(fault.Line, reader._path, "This is no JSON. " + fault.Words, fault.Column));
            return null;
        }
    }

    private FileNode ReadValue(string path)
    {
        _path = path;
        var line = Line();
        switch (_json.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(new FileNode(FileNodeKind.Object, line, path));
            case JsonTokenType.StartArray:
                return ReadArray(new FileNode(FileNodeKind.Array, line, path));
            case JsonTokenType.String:
                return new FileNode(FileNodeKind.Text, line, path) { Text = Unescaped(line) };
            case JsonTokenType.Number:
                return new FileNode(FileNodeKind.Number, line, path) { Text = Encoding.ASCII.GetString(_json.ValueSpan) };
            case JsonTokenType.Null:
                return new FileNode(FileNodeKind.Null, line, path);
            default:
                return new FileNode(FileNodeKind.Boolean, line, path) { Text = _json.TokenType == JsonTokenType.True ? "true" : "false" };
        }
    }

    private FileNode ReadObject(FileNode node)
    {
        while (_json.Read() && _json.TokenType != JsonTokenType.EndObject)
        {
            var line = Line();
            var name = Unescaped(line);
            var path = node.Path.Length == 0 ? name : $"{node.Path}.{name}";
            _path = path;
            _json.Read();
            var value = ReadValue(path);
            if (!node.Members.TryAdd(name, value))
            {
                _errors.Add(new(line, path, $"This field stands twice, first in line {node.Members[name].Line}."));
            }

            _path = node.Path;
        }

        _path = node.Path;
        return node;
    }

    private FileNode ReadArray(FileNode node)
    {
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            node.Items.Add(ReadValue($"{node.Path}[{node.Items.Count}]"));
            _path = node.Path;
        }

        _path = node.Path;
        return node;
    }

    private readonly string Unescaped(int line)
    {
        try
        {
            if (_json.ValueIsEscaped)
            {
                return _json.GetString()!;
            }

            return Utf8.GetString(_json.ValueSpan);
        }
        catch (Exception exception) when (exception is InvalidOperationException or DecoderFallbackException)
        {
            _errors.Add(new(line, _path, "These bytes are no UTF-8 text."));
            return "";
        }
    }

    private int Line()
    {
        var at = (int)_json.TokenStartIndex;
        _line += _bytes[_counted..at].Count((byte)'\n');
        _counted = at;
        return _line;
    }
}
