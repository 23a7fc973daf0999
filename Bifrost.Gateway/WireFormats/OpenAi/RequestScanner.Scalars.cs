using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>Strings and numbers of a prompt.</summary>
internal ref partial struct RequestScanner
{
    private bool TakeScalar(ref ContentWalk walk)
    {
        var token = _reader.TokenType;
        if (walk.Objects == 0 && _reader.CurrentDepth == walk.Depth + 1 && (token != JsonTokenType.Number || !walk.HasTokens))
        {
            CountItem(ref walk);
            walk.HasTokens |= token == JsonTokenType.Number;
        }

        if (token != JsonTokenType.Null)
        {
            FlagFile(walk.Name);
            NoteValue(ref walk);
            if (token != JsonTokenType.String)
            {
                CountLiteral(ref walk);
            }
            else if (!TakeString(ref walk))
            {
                return false;
            }
        }

        return !walk.IsOpaque || _reader.CurrentDepth != walk.OpaqueDepth || EndOpaque(ref walk);
    }

    private readonly void CountLiteral(ref ContentWalk walk)
    {
        if (walk.IsOpaque)
        {
            return;
        }

        if (walk.Objects == 0 && _reader.TokenType == JsonTokenType.Number && walk.Field is RequestField.Input or RequestField.Prompt)
        {
            _scan.NumberTokens++;
            return;
        }

        _scan.RawBytes += _reader.ValueSpan.Length;
    }

    private bool TakeString(ref ContentWalk walk)
    {
        var value = _reader.ValueSpan;
        if (!ContentNames.IsMedia(walk.Name))
        {
            if (!walk.IsOpaque)
            {
                _scan.TextBytes += value.Length;
                NoteType(ref walk, value);
            }

            return true;
        }

        if (!walk.IsOpaque || walk.Name != ContentName.Audio)
        {
            // Within what may be anything, data is as good as never a clip; its bytes count as text there.
            CountMedia(walk.Name, value);
        }

        _scan.RawBytes += walk.IsOpaque || IsEmbedded(ref walk, value) ? 0 : value.Length;
        return ContentUrl.Complaint(value) is not { } complaint || Refuse(FieldName(), complaint);
    }

    private readonly void NoteType(ref ContentWalk walk, ReadOnlySpan<byte> value)
    {
        if (walk.Name != ContentName.Type)
        {
            return;
        }

        // A search of the provider's own is left out in translation, with what it found.
        var isSearch = value.SequenceEqual("web_search_call"u8);
        _scan.HasHostedTools |= isSearch;
        _scan.IsOpenEnded |= !isSearch && !ContentNames.IsBounded(value);
        if (_reader.CurrentDepth == walk.Depth + 2)
        {
            // With escapes it may be either, and is asked for what both need.
            walk.Item |= value.Contains((byte)'\\') ? ItemParts.Message | ItemParts.Reasoning
                : value.SequenceEqual("message"u8) ? ItemParts.Message
                : value.SequenceEqual("reasoning"u8) ? ItemParts.Reasoning
                : ItemParts.Typed;
        }
    }

    private readonly bool IsEmbedded(ref ContentWalk walk, ReadOnlySpan<byte> value) =>
        walk.Embeds && _reader.CurrentDepth <= walk.Depth + DeepestEmbedded && walk.Field is RequestField.Messages or RequestField.Input
        && (walk.Name is ContentName.Audio or ContentName.File || JsonText.StartsWithScheme(value, "data:"u8));

    private readonly void CountMedia(ContentName name, ReadOnlySpan<byte> value)
    {
        _scan.MediaParts++;
        if (name == ContentName.Image)
        {
            _scan.Images++;
            // A document or a film where an image belongs: some providers take it, page by page and frame by frame.
            _scan.IsOpenEnded |= JsonText.StartsWithScheme(value, "data:"u8) && !JsonText.StartsWithScheme(value, "data:image/"u8);
        }
        else if (name == ContentName.Audio)
        {
            _scan.AudioClips++;
            _scan.AudioBytes += value.Length;
        }
    }

    private bool ReadText(string name, int maxLength, out string? value)
    {
        value = null;
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (_reader.TokenType != JsonTokenType.String)
        {
            return Refuse(name, $"'{name}' must be a string.");
        }

        // Six bytes spell one UTF-16 unit at most; a longer token is refused before it is decoded.
        if (_reader.ValueSpan.Length > maxLength * 6 || !JsonText.TryDecode(ref _reader, out value)
            || value.Length > maxLength || value.Contains('\0', StringComparison.Ordinal))
        {
            return Refuse(name, $"'{name}' must be Unicode text of at most {maxLength} characters without U+0000.");
        }

        return true;
    }
}
