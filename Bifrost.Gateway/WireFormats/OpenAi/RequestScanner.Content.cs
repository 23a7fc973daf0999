using System.Text;
using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>Nested values: <c>stream_options</c>, and the text, images and files of a prompt.</summary>
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

        if (!_reader.ValueTextEquals("include_usage"u8))
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

    /// <summary>
    /// Counts what can become input tokens. Sees URLs on the way: the provider fetches them, so only those are refused
    /// that no provider has any business with (<see cref="ContentUrl"/>).
    /// </summary>
    private bool ReadContent(bool countItems)
    {
        var depth = _reader.CurrentDepth;
        var isArray = _reader.TokenType == JsonTokenType.StartArray;
        if (_reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            _scan.Items += countItems ? 1 : 0;
            return CountScalar(ContentKey.Text);
        }

        var key = ContentKey.Text;
        while (_reader.Read() && _reader.CurrentDepth > depth)
        {
            var token = _reader.TokenType;
            if (countItems && isArray && _reader.CurrentDepth == depth + 1
                && token is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
            {
                _scan.Items++;
            }

            if (token == JsonTokenType.PropertyName)
            {
                key = KeyOf(_reader.ValueSpan);
            }
            else if (!CountScalar(key))
            {
                return false;
            }
        }

        return true;
    }

    private bool CountScalar(ContentKey key)
    {
        if (_reader.TokenType == JsonTokenType.Number)
        {
            _scan.NumberTokens++;
        }
        else if (_reader.TokenType == JsonTokenType.String)
        {
            if (key == ContentKey.Text)
            {
                _scan.TextBytes += _reader.ValueSpan.Length;
            }
            else
            {
                _scan.MediaParts++;
                _scan.MediaTokens += Math.Max(RequestScan.MediaPartTokenBound, key == ContentKey.Media ? _reader.ValueSpan.Length / RequestScan.AudioBytesPerToken : 0);
                _scan.IsUnbounded |= key is ContentKey.File or ContentKey.FileUrl;
                return key is not (ContentKey.Url or ContentKey.FileUrl) || ContentUrl.Complaint(_reader.ValueSpan) is not { } complaint || Refuse(FieldName(), complaint);
            }
        }

        return true;
    }

    /// <summary>Whether a string under this name is an image, audio or a file rather than text.</summary>
    internal static bool IsMedia(ReadOnlySpan<byte> name) => KeyOf(name) != ContentKey.Text;

    private static ContentKey KeyOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 when name.SequenceEqual("url"u8) => ContentKey.Url,
        9 when name.SequenceEqual("image_url"u8) => ContentKey.Url,
        8 when name.SequenceEqual("file_url"u8) => ContentKey.FileUrl,
        7 when name.SequenceEqual("file_id"u8) => ContentKey.File,
        4 when name.SequenceEqual("data"u8) => ContentKey.Media,
        9 when name.SequenceEqual("file_data"u8) => ContentKey.File,
        _ => ContentKey.Text,
    };

    private enum ContentKey
    {
        Text,
        Url,
        Media,
        File,
        FileUrl,
    }
}
