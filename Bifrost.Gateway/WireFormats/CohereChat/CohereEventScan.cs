using System.Text.Json;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.CohereChat;

/// <summary>
/// What an event of a stream brings, in slices of its data (docs.cohere.com/docs/streaming): the texts of a delta have names of
/// their own, wherever below it they stand.
/// </summary>
internal ref struct CohereEventScan
{
    public ReadOnlySpan<byte> Type;

    /// <summary>Of the message; from its first event.</summary>
    public string? Id;

    public long Index;

    /// <summary>Between its quotes, with the name that it has.</summary>
    public ReadOnlySpan<byte> Text;

    public bool TextIsEscaped;

    public bool IsThought;

    /// <summary>Of a call.</summary>
    public string? CallId;

    public string? CallName;

    public bool HasLogProbs;

    /// <exception cref="JsonException">The data is no JSON object.</exception>
    public static CohereEventScan Of(ReadOnlySpan<byte> data)
    {
        var scan = default(CohereEventScan);
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = 256 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("type"u8) && reader.TokenType == JsonTokenType.String)
            {
                scan.Type = reader.ValueSpan;
            }
            else if (name.SequenceEqual("index"u8) && reader.TokenType == JsonTokenType.Number)
            {
                scan.Index = reader.TryGetInt64(out var index) ? index : 0;
            }
            else if (name.SequenceEqual("id"u8) && reader.TokenType == JsonTokenType.String)
            {
                scan.Id = JsonText.TryDecode(ref reader, out var id) ? id : null;
            }
            else if (name.SequenceEqual("delta"u8) && reader.TokenType == JsonTokenType.StartObject)
            {
                scan.ReadDelta(ref reader);
            }
            else
            {
                scan.HasLogProbs |= name.SequenceEqual("logprobs"u8) && reader.TokenType == JsonTokenType.StartObject;
                reader.Skip();
            }
        }

        return scan;
    }

    private void ReadDelta(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        ReadOnlySpan<byte> name = default;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = reader.ValueSpan;
            }
            else if (reader.TokenType == JsonTokenType.StartObject && name.SequenceEqual("logprobs"u8))
            {
                HasLogProbs = true;
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                ReadText(ref reader, name);
            }
        }
    }

    private void ReadText(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("text"u8) || name.SequenceEqual("arguments"u8) || name.SequenceEqual("tool_plan"u8) || name.SequenceEqual("thinking"u8))
        {
            // An empty one beside it says nothing.
            if (!reader.ValueSpan.IsEmpty || Text.IsEmpty)
            {
                Text = reader.ValueSpan;
                TextIsEscaped = reader.ValueIsEscaped;
                IsThought = name.SequenceEqual("thinking"u8);
            }
        }
        else if (name.SequenceEqual("id"u8))
        {
            CallId = JsonText.TryDecode(ref reader, out var id) ? id : null;
        }
        else if (name.SequenceEqual("name"u8))
        {
            CallName = JsonText.TryDecode(ref reader, out var text) ? text : null;
        }
        else if (name.SequenceEqual("type"u8))
        {
            IsThought |= reader.ValueSpan.SequenceEqual("thinking"u8);
        }
    }
}
