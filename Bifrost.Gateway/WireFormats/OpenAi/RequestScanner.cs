using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// One forward pass over an OpenAI request body. Refuses what the gateway and a provider could read differently:
/// duplicates and case twins of the fields read here, other encodings, trailing data, depth. Never recurses.
/// </summary>
internal ref partial struct RequestScanner
{
    /// <summary>Deepest nesting accepted; deeper bodies are a 400.</summary>
    public const int MaxDepth = 64;

    /// <summary>Characters of whom a call is for.</summary>
    public const int MaxUserLength = 512;

    /// <summary>Characters of a service tier.</summary>
    public const int MaxTierLength = 64;

    private const int MaxChoices = 128;

    private readonly ReadOnlySpan<byte> _body;
    private readonly RequestScan _scan = new();
    private readonly bool _validUtf8;
    private bool _pathNamesModel;
    private Utf8JsonReader _reader;
    private JsonRange _name;
    private ulong _seen;
    private ScanError _error;

    private RequestScanner(ReadOnlySpan<byte> body)
    {
        _body = body;
        _validUtf8 = Utf8.IsValid(body);
        _reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <summary>Reads a complete body that names its model.</summary>
    /// <inheritdoc cref="TryScan(ReadOnlySpan{byte}, string?, out RequestScan?, out ScanError)" path="/param"/>
    public static bool TryScan(ReadOnlySpan<byte> body, [NotNullWhen(true)] out RequestScan? scan, out ScanError error) =>
        TryScan(body, null, out scan, out error);

    /// <summary>Reads a complete body. Does not keep a reference to it.</summary>
    /// <param name="body">The whole body, in UTF-8.</param>
    /// <param name="pathModel">The model that the path names: it counts, whatever the body says. Null where the body must name it.</param>
    /// <param name="scan">What was read, when the result is true.</param>
    /// <param name="error">Why the body is refused, when the result is false.</param>
    public static bool TryScan(ReadOnlySpan<byte> body, string? pathModel, [NotNullWhen(true)] out RequestScan? scan, out ScanError error)
    {
        scan = null;
        if (EncodingComplaint(body) is { } complaint)
        {
            error = new ScanError(null, complaint);
            return false;
        }

        var scanner = new RequestScanner(body);
        bool accepted;
        try
        {
            accepted = scanner.ReadBody(pathModel);
        }
        catch (JsonException)
        {
            accepted = scanner.RefuseSyntax();
        }

        scan = accepted ? scanner._scan : null;
        error = scanner._error;
        return accepted;
    }

    private static string? EncodingComplaint(ReadOnlySpan<byte> body)
    {
        if (body.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return "The request body is empty; a JSON object is expected.";
        }

        var foreign = body.StartsWith("\uFEFF"u8) || body is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..]
            || body[..Math.Min(body.Length, 4)].Contains((byte)0);
        return foreign ? "The request body must be JSON in UTF-8 without a byte order mark." : null;
    }

    private bool ReadBody(string? pathModel)
    {
        _pathNamesModel = pathModel is not null;
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            return Refuse(null, "The request body must be a JSON object.");
        }

        _scan.FirstFieldStart = (int)_reader.BytesConsumed;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            _scan.HasFields = true;
            if (!ReadField())
            {
                return false;
            }
        }

        _name = default;
        // Anything but white space after the object makes this throw.
        _reader.Read();
        if (!_validUtf8)
        {
            return Refuse(null, "The request body is not valid UTF-8.");
        }

        return pathModel is null ? _scan.ModelToken.IsPresent || Refuse("model", "You must provide a model.") : TakeModel(pathModel);
    }

    private bool TakeModel(string name)
    {
        _scan.Model = name;
        return ModelName.Complaint(name) is { } complaint ? Refuse("model", complaint) : _scan.HasFields || Refuse(null, "The request body has no fields.");
    }

    private bool ReadField()
    {
        _name = new JsonRange((int)_reader.TokenStartIndex, _reader.ValueSpan.Length + 2);
        var field = RequestFieldNames.Match(ref _reader, out var exact);
        if (field != RequestField.None)
        {
            var name = RequestFieldNames.Of(field);
            if (!exact)
            {
                return Refuse(FieldName(), $"Field names are case-sensitive and spelled plainly: write '{name}'.");
            }

            if ((_seen & (1UL << (int)field)) != 0)
            {
                return Refuse(name, $"The field '{name}' appears more than once.");
            }

            _seen |= 1UL << (int)field;
        }

        _reader.Read();
        var start = (int)_reader.TokenStartIndex;
        if (!ReadValue(field, start))
        {
            return false;
        }

        return _validUtf8 || Utf8.IsValid(_body[start..(int)_reader.BytesConsumed])
            || Refuse(FieldName(), "The value is not valid UTF-8.");
    }

    private bool RefuseSyntax()
    {
        if (_reader.CurrentDepth >= MaxDepth)
        {
            return Refuse(FieldName(), $"The request body is nested deeper than {MaxDepth} levels.");
        }

        return Refuse(FieldName(), $"The request body is not valid JSON (near byte {_reader.BytesConsumed}).");
    }

    private bool Refuse(string? param, string message)
    {
        _error = new ScanError(param, message);
        return false;
    }

    /// <summary>The top-level field being read, for an error: null where it cannot be shown as plain text.</summary>
    private readonly string? FieldName()
    {
        if (_name.Length is < 3 or > 66)
        {
            return null;
        }

        var name = _body.Slice(_name.Start + 1, _name.Length - 2);
        return name.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) < 0 ? Encoding.ASCII.GetString(name) : null;
    }
}
