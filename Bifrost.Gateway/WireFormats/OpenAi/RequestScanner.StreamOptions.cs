using System.Text;
using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>The value of <c>stream_options</c>.</summary>
internal ref partial struct RequestScanner
{
    private bool ReadStreamOptions(int start)
    {
        const string Expected = "'stream_options' must be an object.";
        _scan.StreamOptionsIsNull = _reader.TokenType == JsonTokenType.Null;
        if (_scan.StreamOptionsIsNull)
        {
            _scan.StreamOptions = new JsonRange(start, 4);
            return true;
        }

        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            return Refuse("stream_options", Expected);
        }

        _scan.StreamOptionsIsEmpty = true;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            _scan.StreamOptionsIsEmpty = false;
            if (!ReadStreamOption())
            {
                return false;
            }
        }

        _scan.StreamOptions = new JsonRange(start, (int)_reader.BytesConsumed - start);
        return true;
    }

    private bool ReadStreamOption()
    {
        const string Name = "stream_options.include_usage";
        Span<byte> unescaped = stackalloc byte[96];
        var name = _reader.ValueSpan;
        var isOurs = name.Length <= unescaped.Length
            && Ascii.EqualsIgnoreCase(unescaped[..JsonText.Unescape(name, unescaped)], "include_usage"u8);
        if (!isOurs)
        {
            _reader.Read();
            _reader.Skip();
            return true;
        }

        if (!JsonText.Is(_reader, "include_usage"u8))
        {
            return Refuse(Name, "Field names are case-sensitive: write 'include_usage'.");
        }

        if (_scan.IncludeUsageToken.IsPresent)
        {
            return Refuse(Name, "The field 'include_usage' appears more than once.");
        }

        _reader.Read();
        _scan.IncludeUsageToken = new JsonRange((int)_reader.TokenStartIndex, _reader.ValueSpan.Length);
        if (!ReadFlag(Name, out var include))
        {
            return false;
        }

        _scan.IncludeUsage = include;
        return true;
    }
}
