using System.Buffers;
using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>Drives a dialect from texts to texts.</summary>
internal sealed class DialectProbe(IWireFormat format)
{
    private static readonly AnswerFrame Frame = new("id-1", "asked-model", 1_700_000_000);

    public ChatRequest Read(string json, CallShape call = default)
    {
        Assert.True(format.TryReadRequest(Encoding.UTF8.GetBytes(json), call, out var request, out var error), error.Message);
        return request;
    }

    /// <summary>What was read, a line for each thing.</summary>
    public string[] Lines(string json, CallShape call = default)
    {
        using var request = Read(json, call);
        return RequestText.Of(request);
    }

    public ScanError Refused(string json)
    {
        Assert.False(format.TryReadRequest(Encoding.UTF8.GetBytes(json), default, out _, out var error));
        return error;
    }

    public (string Json, TranslationNotes Notes) Write(ChatRequest request, string model = "model-1", string kind = "any", long? cap = null)
    {
        var notes = new TranslationNotes(x => x.ToString());
        var output = new ArrayBufferWriter<byte>();
        format.WriteRequest(request, new RequestFrame(model, kind, cap), notes, output);
        return (Valid(output.WrittenSpan), notes);
    }

    public (string[] Lines, SinkLog Log) ReadAnswer(string json)
    {
        var log = new SinkLog();
        Assert.True(format.TryReadAnswer(Encoding.UTF8.GetBytes(json), log));
        return ([.. log.Lines], log);
    }

    public ChatAnswer Answer(string json)
    {
        var builder = new AnswerBuilder();
        Assert.True(format.TryReadAnswer(Encoding.UTF8.GetBytes(json), builder));
        return builder.Build();
    }

    public string WriteAnswer(ChatAnswer answer)
    {
        var output = new ArrayBufferWriter<byte>();
        format.WriteAnswer(answer, Frame, output);
        return Valid(output.WrittenSpan);
    }

    /// <summary>What a stream's units tell, and whether it has ended cleanly behind them.</summary>
    public (string[] Lines, bool Clean) Stream(params string[] units)
    {
        var (reader, log) = (format.NewStreamReader(), new SinkLog());
        foreach (var unit in units)
        {
            reader.Read(Encoding.UTF8.GetBytes(unit), log);
        }

        return ([.. log.Lines], reader.EndedCleanly);
    }

    /// <summary>What a writer writes for what it is told.</summary>
    public string Written(Action<IAnswerWriter> tell)
    {
        var output = new ArrayBufferWriter<byte>();
        tell(format.NewStreamWriter(Frame, output));
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(output.WrittenSpan);
    }

    /// <summary>
    /// Every prefix of a text and a thousand with flipped bytes: as a request, an answer, a unit of a stream and an error. Nothing throws,
    /// and what is written from what could be read is JSON.
    /// </summary>
    public void Mangle(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var length = 0; length <= bytes.Length; length++)
        {
            Try(bytes.AsSpan(0, length).ToArray());
        }

        var random = new Random(7);
        for (var i = 0; i < 1_000; i++)
        {
            var flipped = bytes.ToArray();
            for (var j = 0; j <= i % 4; j++)
            {
                flipped[random.Next(flipped.Length)] = (byte)(random.Next(4) == 0 ? random.Next(256) : "\\\"{}[],:ud8 \n"[random.Next(13)]);
            }

            Try(flipped);
        }
    }

    private void Try(byte[] bytes)
    {
        if (format.TryReadRequest(bytes, default, out var request, out _))
        {
            using (request)
            {
                Write(request);
            }
        }

        var builder = new AnswerBuilder();
        if (format.TryReadAnswer(bytes, builder))
        {
            WriteAnswer(builder.Build());
        }

        var log = new SinkLog();
        format.NewStreamReader().Read(bytes, log);
        var output = new ArrayBufferWriter<byte>();
        var writer = format.NewStreamWriter(Frame, output);
        format.NewStreamReader().Read(bytes, writer);
        writer.Complete();
        _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(output.WrittenSpan);
        format.TryReadError(bytes, out _, out _);
    }

    private static string Valid(ReadOnlySpan<byte> json)
    {
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(json);
        using var parsed = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 256 });
        return text;
    }
}
