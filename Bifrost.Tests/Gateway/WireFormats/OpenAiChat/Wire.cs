using System.Buffers;
using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Tests.Gateway.WireFormats.OpenAiChat;

/// <summary>Drives a wire format by text and checks what no format may do: throw, or write what is no JSON in UTF-8.</summary>
internal static class Wire
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ChatRequest Read(IWireFormat format, string body)
    {
        Assert.True(format.TryReadRequest(Encoding.UTF8.GetBytes(body), default, out var request, out var error), $"{error.Param}: {error.Message}");
        return request!;
    }

    public static ScanError Refused(IWireFormat format, string body)
    {
        Assert.False(format.TryReadRequest(Encoding.UTF8.GetBytes(body), default, out _, out var error));
        return error;
    }

    public static string Write(IWireFormat format, ChatRequest request, string kind, out TranslationNotes notes, long? cap = null)
    {
        var output = new ArrayBufferWriter<byte>();
        notes = new TranslationNotes(format.NameOf);
        format.WriteRequest(request, new RequestFrame("m-up", kind, cap), notes, output);
        return Json(output.WrittenSpan);
    }

    public static SinkLog Answer(IWireFormat format, string body)
    {
        var log = new SinkLog();
        Assert.True(format.TryReadAnswer(Encoding.UTF8.GetBytes(body), log));
        return log;
    }

    public static ChatAnswer Built(IWireFormat format, string body)
    {
        var builder = new AnswerBuilder();
        Assert.True(format.TryReadAnswer(Encoding.UTF8.GetBytes(body), builder));
        return builder.Build();
    }

    public static string Written(IWireFormat format, ChatAnswer answer)
    {
        var output = new ArrayBufferWriter<byte>();
        format.WriteAnswer(answer, Frame, output);
        return Json(output.WrittenSpan);
    }

    public static AnswerFrame Frame { get; } = new("id-own", "m-asked", 1700000000);

    /// <summary>Events of a stream, one a line: each becomes a unit.</summary>
    public static SinkLog Stream(IWireFormat format, string events, out IAnswerReader reader, out EventVerdict last)
    {
        var log = new SinkLog();
        reader = format.NewStreamReader();
        last = EventVerdict.Forward;
        foreach (var line in events.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            last = reader.Read(Encoding.UTF8.GetBytes($"data: {line}\n\n"), log);
        }

        return log;
    }

    /// <summary>What a writer wrote for what a stream of another dialect or of the same tells.</summary>
    public static string Rewritten(IWireFormat from, IWireFormat to, string events, bool includeUsage = true)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = to.NewStreamWriter(Frame with { IncludeUsage = includeUsage }, output);
        var reader = from.NewStreamReader();
        var held = EventVerdict.Forward;
        foreach (var line in events.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            held = reader.Read(Encoding.UTF8.GetBytes($"data: {line}\n\n"), writer);
        }

        if (held == EventVerdict.Hold || reader.EndedCleanly)
        {
            writer.Complete();
        }

        return Data(Strict.GetString(output.WrittenSpan));
    }

    /// <summary>The data of each event on a line of its own.</summary>
    public static string Data(string stream)
    {
        var lines = stream.Split('\n').Where(static x => x.StartsWith("data: ", StringComparison.Ordinal)).Select(static x => x[6..]).ToList();
        foreach (var line in lines.Where(static x => x != "[DONE]"))
        {
            using var parsed = JsonDocument.Parse(line);
        }

        return string.Join('\n', lines);
    }

    /// <summary>One line, without insignificant white space.</summary>
    public static string Flat(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(parsed.RootElement, Relaxed);
    }

    /// <summary>Every prefix of a unit, and the unit with single bytes turned: nothing throws.</summary>
    public static void Torment(string text, Action<byte[]> act, int seed = 1, int rounds = 400)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var length = 0; length <= bytes.Length; length++)
        {
            act(bytes[..length]);
        }

        var random = new Random(seed);
        for (var round = 0; round < rounds; round++)
        {
            var turned = (byte[])bytes.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                turned[random.Next(turned.Length)] = (byte)random.Next(256);
            }

            act(turned);
        }
    }

    /// <summary>The three ways into a format, each with bytes that may be anything; what is written then is JSON in UTF-8.</summary>
    public static void Request(IWireFormat format, byte[] bytes, params string[] kinds)
    {
        if (!format.TryReadRequest(bytes, default, out var request, out _))
        {
            return;
        }

        using (request)
        {
            foreach (var kind in kinds)
            {
                Write(format, request, kind, out _);
            }
        }
    }

    public static void WholeAnswer(IWireFormat format, byte[] bytes)
    {
        var builder = new AnswerBuilder();
        if (format.TryReadAnswer(bytes, builder))
        {
            Written(format, builder.Build());
        }

        format.TryReadAnswer(bytes, new SinkLog());
        format.TryReadError(bytes, out _, out _);
    }

    public static void Unit(IWireFormat format, byte[] bytes)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = format.NewStreamWriter(Frame, output);
        var (reader, twin) = (format.NewStreamReader(), format.NewStreamReader());
        var log = new SinkLog();
        for (var i = 0; i < 2; i++)
        {
            reader.Read(bytes, writer);
            twin.Read(bytes, log);
            if (log.Lines.Exists(static x => x.StartsWith("fail", StringComparison.Ordinal)))
            {
                break;
            }
        }

        writer.Complete();
        Data(Strict.GetString(output.WrittenSpan));
    }

    /// <summary>Allocated for reading a piece of a tool call's arguments and writing it again.</summary>
    /// <param name="format">On both sides.</param>
    /// <param name="events">A stream.</param>
    /// <param name="begin">The event that begins the call.</param>
    /// <param name="piece">The one that goes on.</param>
    public static long BytesPerPiece(IWireFormat format, string[] events, int begin, int piece)
    {
        const int Rounds = 2_000;
        var output = new ArrayBufferWriter<byte>(8 * 1024 * 1024);
        var writer = format.NewStreamWriter(Frame, output);
        var reader = format.NewStreamReader();
        reader.Read(Encoding.UTF8.GetBytes($"data: {events[0].Trim()}\n\n"), writer);
        reader.Read(Encoding.UTF8.GetBytes($"data: {events[begin].Trim()}\n\n"), writer);
        var unit = Encoding.UTF8.GetBytes($"data: {events[piece].Trim()}\n\n");
        for (var i = 0; i < 50; i++)
        {
            reader.Read(unit, writer);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
        {
            reader.Read(unit, writer);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
    }

    private static string Json(ReadOnlySpan<byte> bytes)
    {
        var text = Strict.GetString(bytes);
        using var parsed = JsonDocument.Parse(text);
        return text;
    }
}
