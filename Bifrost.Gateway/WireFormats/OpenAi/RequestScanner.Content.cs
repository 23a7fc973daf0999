using System.Text;
using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// The text, images and files of a prompt. Guards match names as the laxest parser would; what is exempt from being counted as
/// text must stand exactly where a provider takes it for something else.
/// </summary>
internal ref partial struct RequestScanner
{
    // From the array of items down to the URL of an image in a part: item, field, part, image_url, url.
    private const int DeepestEmbedded = 5;

    /// <summary>
    /// Counts what can become input tokens. Sees URLs on the way: the provider fetches them, so only those are refused
    /// that no provider has any business with (<see cref="ContentUrl"/>).
    /// </summary>
    private bool ReadContent(RequestField field)
    {
        var walk = new ContentWalk(field, _reader.CurrentDepth);
        if (_reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            CountItem(ref walk);
            return TakeScalar(ref walk);
        }

        // A prompt by reference, or an item where a list of them belongs.
        _scan.IsOpenEnded |= _reader.TokenType == JsonTokenType.StartObject;
        return ReadAll(ref walk);
    }

    /// <summary>A field that the gateway does not know: it may become text, and may hold files or URLs.</summary>
    private bool ReadOther(int start, RequestField field = RequestField.None)
    {
        Span<byte> buffer = stackalloc byte[FieldSpelling.Longest];
        var raw = _body.Slice(_name.Start + 1, _name.Length - 2);
        var name = FieldSpelling.Fold(raw, raw.Contains((byte)'\\'), buffer, out _);
        if (ThinkingField.Asks(name, _reader))
        {
            _scan.AsksForReasoning = true;
            NoteThinking(_reader);
        }

        var walk = new ContentWalk(field, _reader.CurrentDepth)
        {
            Name = ContentNames.Of(name),
            IsOpaque = true,
            OpaqueDepth = _reader.CurrentDepth,
            OpaqueStart = start,
        };
        if (_reader.TokenType is JsonTokenType.String)
        {
            return TakeScalar(ref walk);
        }

        if (_reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            FlagFile(walk.Name);
            return ReadAll(ref walk) && EndOpaque(ref walk);
        }

        return true;
    }

    private bool ReadAll(ref ContentWalk walk)
    {
        while (_reader.Read() && _reader.CurrentDepth > walk.Depth)
        {
            var taken = _reader.TokenType switch
            {
                JsonTokenType.PropertyName => TakeName(ref walk),
                JsonTokenType.StartObject or JsonTokenType.StartArray => TakeStart(ref walk),
                JsonTokenType.EndObject or JsonTokenType.EndArray => TakeEnd(ref walk),
                _ => TakeScalar(ref walk),
            };
            if (!taken)
            {
                return false;
            }
        }

        return true;
    }

    private bool TakeName(ref ContentWalk walk)
    {
        Span<byte> buffer = stackalloc byte[FieldSpelling.Longest];
        var name = FieldSpelling.Fold(_reader.ValueSpan, _reader.ValueIsEscaped, buffer, out var exact);
        walk.Name = ContentNames.Of(name);
        if (walk.IsOpaque)
        {
            return TakeOption(ref walk, name);
        }

        if (!exact)
        {
            if (walk.Name >= ContentName.Type)
            {
                return Refuse(FieldName(), $"Field names are case-sensitive: write '{Encoding.UTF8.GetString(name)}'.");
            }

            walk.Name = ContentName.Unknown;
        }

        if (_reader.CurrentDepth == walk.Depth + 2)
        {
            walk.Embeds = walk.Name is ContentName.Place or ContentName.Image;
            walk.Next = PartOf(name, walk.Name);
        }

        if (walk.Name == ContentName.Unknown)
        {
            (walk.IsOpaque, walk.OpaqueDepth, walk.OpaqueStart) = (true, _reader.CurrentDepth, _reader.TokenStartIndex);
        }

        return true;
    }

    /// <summary>
    /// A template's own options say nothing by their names: whatever is not switched off may have the model think. An extra body is
    /// laid over the call by some upstreams: there, what bounds or prices it would count instead of what was read.
    /// </summary>
    private bool TakeOption(ref ContentWalk walk, scoped ReadOnlySpan<byte> name)
    {
        if (walk.Field is not (RequestField.ChatTemplateKwargs or RequestField.ExtraBody))
        {
            return true;
        }

        var value = _reader;
        value.Read();
        var isExtra = walk.Field == RequestField.ExtraBody;
        if (isExtra ? ThinkingField.Asks(name, value) : ThinkingField.IsOn(value))
        {
            _scan.AsksForReasoning = true;
            NoteThinking(value);
        }

        if (!isExtra || _reader.CurrentDepth != walk.Depth + 1 || value.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        var field = RequestFieldNames.Find(name);
        _scan.IsOpenEnded |= RequestFieldNames.BoundsTheCall(field);
        return field is not (RequestField.Model or RequestField.Models or RequestField.Fallbacks)
            || Refuse("extra_body", "Models are not taken from 'extra_body': name one in 'model'.");
    }

    private static ItemParts PartOf(ReadOnlySpan<byte> name, ContentName meaning) =>
        meaning == ContentName.Image || name.SequenceEqual("content"u8) || name.SequenceEqual("text"u8) ? ItemParts.Content
        : name.SequenceEqual("id"u8) ? ItemParts.Id
        : name.SequenceEqual("encrypted_content"u8) ? ItemParts.Encrypted
        : ItemParts.None;

    private bool TakeStart(ref ContentWalk walk)
    {
        FlagFile(walk.Name);
        NoteValue(ref walk);
        var isObject = _reader.TokenType == JsonTokenType.StartObject;
        walk.Objects += isObject ? 1 : 0;
        if (_reader.CurrentDepth == walk.Depth + 1)
        {
            CountItem(ref walk);
            (walk.Item, walk.Embeds) = (ItemParts.None, false);
        }
        else if (!walk.IsOpaque)
        {
            _scan.InnerObjects += isObject ? 1 : 0;
            _scan.RawBytes += isObject ? 0 : 1;
        }

        return true;
    }

    private bool TakeEnd(ref ContentWalk walk)
    {
        if (_reader.TokenType == JsonTokenType.EndObject)
        {
            walk.Objects--;
            // What follows an object in an array has no name.
            walk.Name = ContentName.Plain;
            if (_reader.CurrentDepth == walk.Depth + 1 && walk.Field == RequestField.Input)
            {
                EndItem(walk.Item);
            }
        }

        return !walk.IsOpaque || _reader.CurrentDepth != walk.OpaqueDepth || EndOpaque(ref walk);
    }

    /// <summary>An item without what it says is one that the provider keeps: its own type is optional there.</summary>
    private readonly void EndItem(ItemParts item)
    {
        var has = item & (ItemParts.Content | ItemParts.Typed | ItemParts.Reasoning);
        _scan.IsOpenEnded |= has == 0
            || (item & (ItemParts.Message | ItemParts.Content)) == ItemParts.Message
            || (item & (ItemParts.Reasoning | ItemParts.Id | ItemParts.Encrypted)) == (ItemParts.Reasoning | ItemParts.Id);
    }

    private bool EndOpaque(ref ContentWalk walk)
    {
        _scan.RawBytes += _reader.BytesConsumed - walk.OpaqueStart;
        walk.IsOpaque = false;
        return true;
    }

    private readonly void NoteValue(ref ContentWalk walk)
    {
        if (_reader.CurrentDepth == walk.Depth + 2)
        {
            walk.Item |= walk.Next;
            walk.Next = ItemParts.None;
        }
    }

    private readonly void FlagFile(ContentName name) => _scan.IsOpenEnded |= name is ContentName.File or ContentName.FileUrl;

    /// <summary>An element of the field's own array, or the field's value where that is plain.</summary>
    private readonly void CountItem(ref ContentWalk walk)
    {
        if (walk.Field is RequestField.Messages or RequestField.Input or RequestField.Prompt)
        {
            _scan.Items++;
            _scan.Prompts += walk.Field == RequestField.Prompt ? 1 : 0;
        }
    }
}
