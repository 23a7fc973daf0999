using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>Drives a format as the pipeline does, in texts.</summary>
internal sealed class FormatProbe(IWireFormat format)
{
    public static AnswerFrame Frame { get; } = new("bf_1", "asked/model", 1_700_000_000);

    public ChatRequest Read(string json, CallShape call = default)
    {
        Assert.True(format.TryReadRequest(Encoding.UTF8.GetBytes(json), call, out var request, out var error), error.Message);
        return request;
    }

    public ScanError Refused(string json, CallShape call = default)
    {
        Assert.False(format.TryReadRequest(Encoding.UTF8.GetBytes(json), call, out _, out var error));
        return error;
    }

    /// <summary>What a provider is sent: JSON with its white space taken out, after a check that it is JSON.</summary>
    public string Write(ChatRequest request, RequestFrame frame, out TranslationNotes notes)
    {
        var output = new ArrayBufferWriter<byte>();
        notes = new TranslationNotes(x => x.ToString());
        format.WriteRequest(request, frame, notes, output);
        return Compact(Encoding.UTF8.GetString(output.WrittenSpan));
    }

    public string Write(ChatRequest request, string model, params string[] dropped)
    {
        var written = Write(request, new RequestFrame(model, "kind"), out var notes);
        Assert.Null(notes.Refusal);
        Assert.Equal(dropped, notes.Dropped);
        return written;
    }

    /// <summary>The lines that a whole answer tells.</summary>
    public SinkLog Answer(string json)
    {
        var log = new SinkLog();
        Assert.True(format.TryReadAnswer(Encoding.UTF8.GetBytes(json), log));
        return log;
    }

    public ChatAnswer Built(string json)
    {
        var builder = new AnswerBuilder();
        Assert.True(format.TryReadAnswer(Encoding.UTF8.GetBytes(json), builder));
        return builder.Build();
    }

    public string Write(ChatAnswer answer)
    {
        var output = new ArrayBufferWriter<byte>();
        format.WriteAnswer(answer, Frame, output);
        return Compact(Encoding.UTF8.GetString(output.WrittenSpan));
    }

    /// <summary>The lines that a stream tells, and its last verdict.</summary>
    public SinkLog Stream(IEnumerable<byte[]> units, out EventVerdict last, out bool endedCleanly)
    {
        var log = new SinkLog();
        var reader = format.NewStreamReader();
        last = EventVerdict.Forward;
        foreach (var unit in units)
        {
            last = reader.Read(unit, log);
        }

        endedCleanly = reader.EndedCleanly;
        return log;
    }

    public byte[] Stream(Action<IAnswerWriter> tell)
    {
        var output = new ArrayBufferWriter<byte>();
        tell(format.NewStreamWriter(Frame, output));
        return output.WrittenSpan.ToArray();
    }

    public string Error(RefusalText text, string? requestId)
    {
        var output = new ArrayBufferWriter<byte>();
        format.WriteError(text, requestId, output);
        return Compact(Encoding.UTF8.GetString(output.WrittenSpan));
    }

    public static string Compact(string json) => JsonNode.Parse(json)!.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Server-sent events, an entry each.</summary>
    public static IEnumerable<byte[]> Events(string text, string lineEnd = "\n") =>
        text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(x => Encoding.UTF8.GetBytes((x + "\n\n").Replace("\n", lineEnd, StringComparison.Ordinal)));
}
