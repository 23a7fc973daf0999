using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// A candidate's fields, each a reader that stands at its value: the index stands behind the content, and all are looked up before one
/// is used.
/// </summary>
internal ref struct GeminiCandidateScan
{
    public Utf8JsonReader Content;

    public bool HasContent;

    public Utf8JsonReader Grounding;

    public bool HasGrounding;

    public Utf8JsonReader LogProbs;

    public bool HasLogProbs;

    public ReadOnlySpan<byte> Reason;

    public long Index;

    /// <summary>Reads the object under the reader to its end.</summary>
    public static GeminiCandidateScan Of(ref Utf8JsonReader reader)
    {
        var scan = default(GeminiCandidateScan);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("finishReason"u8) && reader.TokenType == JsonTokenType.String)
            {
                scan.Reason = reader.ValueSpan;
            }
            else if (name.SequenceEqual("index"u8) && reader.TokenType == JsonTokenType.Number)
            {
                scan.Index = reader.TryGetInt64(out var at) ? at : -1;
            }
            else if (reader.TokenType == JsonTokenType.StartObject)
            {
                scan.Keep(reader, name);
            }

            reader.Skip();
        }

        return scan;
    }

    private void Keep(Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("content"u8))
        {
            Content = reader;
            HasContent = true;
        }
        else if (name.SequenceEqual("groundingMetadata"u8))
        {
            Grounding = reader;
            HasGrounding = true;
        }
        else if (name.SequenceEqual("logprobsResult"u8))
        {
            LogProbs = reader;
            HasLogProbs = true;
        }
    }
}
