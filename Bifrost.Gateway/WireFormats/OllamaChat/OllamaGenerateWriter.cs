using System.Buffers;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OllamaChat;

/// <summary>Writes a stream of <c>/api/generate</c>: the lines of a chat, each with its message's words in <c>response</c>.</summary>
internal sealed class OllamaGenerateWriter : IAnswerWriter, IDisposable
{
    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly IBufferWriter<byte> _output;
    private readonly OllamaStreamWriter _inner;

    public OllamaGenerateWriter(AnswerFrame frame, IBufferWriter<byte> output)
    {
        _output = output;
        _inner = new OllamaStreamWriter(frame, _lines);
    }

    /// <summary>One object of a chat's answer as this route has it. Calls of tools have no place here.</summary>
    public static void Rewrite(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        // A call's arguments may be as deep as any body, and stand within.
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 2 * JsonValue.MaxDepth });
        var root = JsonElement.ParseValue(ref reader);
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        json.WriteStartObject();
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name != "message")
            {
                property.WriteTo(json);
                continue;
            }

            json.WriteString("response", JsonValue.Text(property.Value, "content") ?? "");
            if (JsonValue.Text(property.Value, "thinking") is { } thought)
            {
                json.WriteString("thinking", thought);
            }
        }

        json.WriteEndObject();
    }

    public void Start(string? id, string? model, string? serviceTier)
    {
        _inner.Start(id, model, serviceTier);
        Pass();
    }

    public void BeginPart(in AnswerPart part)
    {
        _inner.BeginPart(part);
        Pass();
    }

    public void Delta(int index, ReadOnlySpan<byte> text)
    {
        _inner.Delta(index, text);
        Pass();
    }

    public void Sign(int index, string signature)
    {
        _inner.Sign(index, signature);
        Pass();
    }

    public void Cite(int index, Citation citation)
    {
        _inner.Cite(index, citation);
        Pass();
    }

    public void LogProbs(JsonElement tokens)
    {
        _inner.LogProbs(tokens);
        Pass();
    }

    public void EndPart(int index)
    {
        _inner.EndPart(index);
        Pass();
    }

    public void Usage(in TokenUsage usage)
    {
        _inner.Usage(usage);
        Pass();
    }

    public void Finish(FinishReason reason, string? stopSequence)
    {
        _inner.Finish(reason, stopSequence);
        Pass();
    }

    public void Fail(string? code, string message)
    {
        _inner.Fail(code, message);
        Pass();
    }

    public void Complete()
    {
        _inner.Complete();
        Pass();
    }

    public void Dispose() => _inner.Dispose();

    private void Pass()
    {
        var rest = _lines.WrittenSpan;
        for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
        {
            Rewrite(rest[..end], _output);
            _output.Write("\n"u8);
        }

        // The inner writer writes whole lines.
        _lines.ResetWrittenCount();
    }
}
