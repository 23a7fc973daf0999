using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// Reads GenerateContentResponses (ai.google.dev/api/generate-content#v1beta.GenerateContentResponse): a whole answer is one, a stream
/// is many. Of several candidates the first alone is read.
/// </summary>
internal sealed class GeminiEventReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    private readonly GeminiPartTeller _parts = new();

    // Of the event being read.
    private TokenUsage? _usage;
    private FinishReason? _finish;
    private bool _blocked;

    /// <summary>What was read is of this dialect.</summary>
    public bool Started { get; private set; }

    public bool Finished { get; private set; }

    public bool Failed { get; private set; }

    /// <exception cref="JsonException">The data is no JSON.</exception>
    public void Read(ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        var reader = new Utf8JsonReader(data, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        if (!Started && !Begin(reader, sink))
        {
            return;
        }

        (_usage, _finish, _blocked) = (null, null, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            ReadField(ref reader, name, data, sink);
        }

        // Nothing may follow the object.
        reader.Read();
        if (!Failed)
        {
            Conclude(sink);
        }
    }

    /// <summary>The names stand at an event's end, but a sink wants them first; false for what is none of this dialect.</summary>
    private bool Begin(Utf8JsonReader reader, IAnswerSink sink)
    {
        var (known, error) = (false, false);
        string? id = null, model = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("responseId"u8) && reader.TokenType == JsonTokenType.String)
            {
                id = JsonText.TryDecode(ref reader, out var text) ? text : null;
            }
            else if (name.SequenceEqual("modelVersion"u8) && reader.TokenType == JsonTokenType.String)
            {
                model = JsonText.TryDecode(ref reader, out var text) ? text : null;
            }

            known |= name.SequenceEqual("candidates"u8) || name.SequenceEqual("promptFeedback"u8) || name.SequenceEqual("usageMetadata"u8);
            error |= name.SequenceEqual("error"u8);
            reader.Skip();
        }

        if (known && !error)
        {
            Started = true;
            _parts.Begin(id);
            sink.Start(id, model, null);
        }

        return known || error;
    }

    private void ReadField(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        if (name.SequenceEqual("candidates"u8) && reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                ReadCandidate(ref reader, data, sink);
            }
        }
        else if (name.SequenceEqual("usageMetadata"u8) && reader.TokenType == JsonTokenType.StartObject)
        {
            _usage = GeminiUsage.Read(ref reader);
        }
        else if (name.SequenceEqual("promptFeedback"u8) && reader.TokenType == JsonTokenType.StartObject)
        {
            var feedback = JsonElement.ParseValue(ref reader);
            _blocked = JsonValue.Text(feedback, "blockReason") is { Length: > 0 } reason && reason != "BLOCK_REASON_UNSPECIFIED";
        }
        else if (name.SequenceEqual("error"u8) && reader.TokenType == JsonTokenType.StartObject)
        {
            Failed = true;
            var (code, message) = GeminiErrors.Of(JsonElement.ParseValue(ref reader));
            sink.Fail(code, message ?? "The provider broke its stream off with an error.");
        }
        else
        {
            reader.Skip();
        }
    }

    private void ReadCandidate(ref Utf8JsonReader reader, ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        var scan = GeminiCandidateScan.Of(ref reader);
        if (scan.Index != 0 || Finished || Failed || !Started)
        {
            return;
        }

        ReadContent(scan.HasContent, scan.Content, data, sink);
        if (scan.HasLogProbs)
        {
            GeminiLogProbs.Tell(JsonElement.ParseValue(ref scan.LogProbs), sink);
        }

        if (scan.HasGrounding && _parts.OpenText >= 0)
        {
            GeminiGrounding.Tell(JsonElement.ParseValue(ref scan.Grounding), _parts.OpenText, sink);
        }

        _finish = GeminiNames.Finish(scan.Reason, _parts.Called) ?? _finish;
    }

    private void ReadContent(bool there, Utf8JsonReader reader, ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        while (there && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isParts = reader.ValueSpan.SequenceEqual("parts"u8);
            reader.Read();
            if (!isParts || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    _parts.Tell(GeminiPartScan.Of(ref reader, data), sink);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
    }

    private void Conclude(IAnswerSink sink)
    {
        if (_usage is { } usage)
        {
            sink.Usage(usage);
        }

        // A prompt that was blocked has no candidates, and nothing follows.
        if ((_finish ?? (_blocked ? FinishReason.ContentFilter : null)) is { } finish && !Finished)
        {
            Finished = true;
            _parts.End(sink);
            sink.Finish(finish, null);
        }
    }
}
