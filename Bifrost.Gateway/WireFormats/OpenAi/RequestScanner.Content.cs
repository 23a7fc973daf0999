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
            else if (token == JsonTokenType.EndObject)
            {
                // What follows an object in an array has no name.
                key = ContentKey.Text;
            }
        }

        return true;
    }

    private bool CountScalar(ContentKey key)
    {
        _scan.NumberTokens += _reader.TokenType == JsonTokenType.Number ? 1 : 0;
        _scan.IsUnbounded |= key is (ContentKey.File or ContentKey.FileUrl) && _reader.TokenType != JsonTokenType.Null;
        if (_reader.TokenType != JsonTokenType.String)
        {
            return true;
        }

        var value = _reader.ValueSpan;
        _scan.IsUnbounded |= key == ContentKey.Type && value.SequenceEqual("item_reference"u8);
        if (key is ContentKey.Text or ContentKey.Type)
        {
            _scan.TextBytes += value.Length;
            return true;
        }

        CountMedia(key, value);
        return key is not (ContentKey.Image or ContentKey.FileUrl) || ContentUrl.Complaint(value) is not { } complaint || Refuse(FieldName(), complaint);
    }

    private readonly void CountMedia(ContentKey key, ReadOnlySpan<byte> value)
    {
        _scan.MediaParts++;
        if (key == ContentKey.Image)
        {
            _scan.Images++;
            // A document or a film where an image belongs: some providers take it, page by page and frame by frame.
            _scan.IsUnbounded |= JsonText.StartsWithScheme(value, "data:"u8) && !JsonText.StartsWithScheme(value, "data:image/"u8);
        }
        else if (key == ContentKey.Audio)
        {
            _scan.AudioClips++;
            _scan.AudioBytes += value.Length;
        }
    }

    /// <summary>Whether a string under this name is an image, audio or a file rather than text.</summary>
    internal static bool IsMedia(ReadOnlySpan<byte> name) => KeyOf(name) is not (ContentKey.Text or ContentKey.Type);

    private static ContentKey KeyOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 when name.SequenceEqual("url"u8) => ContentKey.Image,
        4 when name.SequenceEqual("type"u8) => ContentKey.Type,
        4 when name.SequenceEqual("data"u8) => ContentKey.Audio,
        5 when name.SequenceEqual("image"u8) => ContentKey.Image,
        5 when name.SequenceEqual("video"u8) => ContentKey.File,
        // An earlier answer's own speech, by its id.
        5 when name.SequenceEqual("audio"u8) => ContentKey.File,
        7 when name.SequenceEqual("file_id"u8) => ContentKey.File,
        8 when name.SequenceEqual("file_url"u8) => ContentKey.FileUrl,
        9 when name.SequenceEqual("image_url"u8) => ContentKey.Image,
        9 when name.SequenceEqual("video_url"u8) || name.SequenceEqual("audio_url"u8) => ContentKey.FileUrl,
        9 when name.SequenceEqual("file_data"u8) => ContentKey.File,
        _ => ContentKey.Text,
    };

    private enum ContentKey
    {
        Text,
        Type,
        Image,
        Audio,
        File,
        FileUrl,
    }
}
