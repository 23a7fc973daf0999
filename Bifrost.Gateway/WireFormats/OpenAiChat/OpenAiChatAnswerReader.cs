using System.Text.Json;
using System.Text.Unicode;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>
/// Reads a whole answer or one chunk of a stream: <c>choices[0].message</c> and <c>choices[0].delta</c> have the same fields.
/// Source: developers.openai.com/api/reference/resources/chat/subresources/completions/streaming-events.
/// </summary>
internal sealed class OpenAiChatAnswerReader
{
    private readonly OpenAiChatMessageFields _message = new();
    private bool _started;
    private bool _failed;

    /// <summary>A finish reason came.</summary>
    public bool Finished { get; private set; }

    /// <summary>Reads an object with <c>choices</c>, <c>usage</c> or <c>error</c>.</summary>
    /// <returns>False where it has none of these.</returns>
    /// <exception cref="JsonException">It is no JSON, or nested too deep.</exception>
    public bool Read(ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        var head = OpenAiChatHead.Read(data);
        if (Of(data, head.Error) is [(byte)'{' or (byte)'"', ..] error)
        {
            Fail(error, sink);
            return true;
        }

        // Azure's first chunk has neither id nor choices: the answer begins with the next.
        if (!_started && (head.HasChoices || head.Id.Length > 2))
        {
            _started = true;
            sink.Start(Text(data, head.Id), Text(data, head.Model), Text(data, head.Tier));
        }

        if (head.Usage.Length > 0)
        {
            ReadUsage(Of(data, head.Usage), sink);
        }

        if (head.Choices.Length > 0)
        {
            ReadChoices(Of(data, head.Choices), sink);
        }

        return head.Choices.Length > 0 || head.Usage.Length > 0;
    }

    /// <summary>Reads a whole answer: it ends also where the vendor does not say why.</summary>
    /// <returns>False when it is none.</returns>
    /// <exception cref="JsonException">It is no JSON, or nested too deep.</exception>
    public bool ReadWhole(ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        if (!Read(data, sink) || !(_started || _failed))
        {
            return false;
        }

        if (!Finished && !_failed)
        {
            End("stop", null, sink);
        }

        return true;
    }

    private static void ReadUsage(ReadOnlySpan<byte> raw, IAnswerSink sink)
    {
        var reader = new Utf8JsonReader(raw);
        reader.Read();
        UsageObject.Read(ref reader, out var usage, out _);
        if (usage is { } read)
        {
            sink.Usage(read);
        }
    }

    /// <summary>The first answer alone counts: a call that is translated has one.</summary>
    private void ReadChoices(ReadOnlySpan<byte> raw, IAnswerSink sink)
    {
        var reader = new Utf8JsonReader(raw);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var choice = default(OpenAiChatChoice);
            choice.Read(ref reader);
            if (choice.Index == 0)
            {
                TellChoice(choice, raw, sink);
            }
        }
    }

    private void TellChoice(in OpenAiChatChoice choice, ReadOnlySpan<byte> raw, IAnswerSink sink)
    {
        if (!Finished && Of(raw, choice.Message) is [(byte)'{', ..] message)
        {
            _message.Tell(message, sink);
        }

        if (Of(raw, choice.LogProbs) is [(byte)'[', not (byte)']', ..] logProbs && Utf8.IsValid(logProbs))
        {
            using var document = JsonDocument.Parse(logProbs.ToArray());
            sink.LogProbs(document.RootElement);
        }

        if (!Finished && Text(raw, choice.Finish) is { } reason)
        {
            End(reason, Text(raw, choice.Stop), sink);
        }
    }

    private void End(string reason, string? stop, IAnswerSink sink)
    {
        Finished = true;
        _message.Parts.End(sink);
        sink.Finish(FinishNames.Read(reason, _message.Parts.HasCalls, _message.Parts.HasRefusal, stop is not null), stop);
    }

    private void Fail(ReadOnlySpan<byte> raw, IAnswerSink sink)
    {
        _failed = true;
        using var document = JsonDocument.Parse(raw.ToArray());
        var error = document.RootElement;
        sink.Fail(OpenAiErrors.CodeOf(error), OpenAiErrors.MessageOf(error) ?? "The provider reported a failure without a word.");
    }

    /// <summary>Where the value under the reader stands; the reader is left on its last token.</summary>
    internal static JsonRange Value(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return reader.TokenType == JsonTokenType.Null ? default : new JsonRange(start, (int)reader.BytesConsumed - start);
    }

    internal static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> data, JsonRange range) => data.Slice(range.Start, range.Length);

    /// <summary>A string that is not empty; null for anything else.</summary>
    internal static string? Text(ReadOnlySpan<byte> data, JsonRange range)
    {
        if (range.Length <= 2 || data[range.Start] != (byte)'"')
        {
            return null;
        }

        var reader = new Utf8JsonReader(Of(data, range));
        reader.Read();
        return JsonText.TryDecode(ref reader, out var text) ? text : null;
    }
}
