using System.Buffers;
using System.Text;
using System.Text.Json;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats.Fuzz;

/// <summary>Takes bytes that may be anything through a dialect's readers and on through every writer.</summary>
internal static class FuzzRun
{
    private const long AllocatedAtMost = 256L * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private static readonly AnswerFrame Frame = new("id-own", "m-asked", 1_700_000_000);

    /// <summary>Kinds and models whose writers differ.</summary>
    private static readonly (IWireFormat Format, string Kind, string Model)[] Targets =
    [
        (WireFormatCatalog.OpenAiChat, "openai", "gpt-5.4"), (WireFormatCatalog.OpenAiChat, "openrouter", "x"), (WireFormatCatalog.OpenAiChat, "deepseek", "x"), (WireFormatCatalog.OpenAiChat, "", "x"),
        (WireFormatCatalog.OpenAiResponses, "openai", "gpt-5.4"), (WireFormatCatalog.AnthropicMessages, "anthropic", "claude-sonnet-4-5"), (WireFormatCatalog.AnthropicMessages, "x", "x"),
        (WireFormatCatalog.Gemini, "gemini", "gemini-2.5-pro"), (WireFormatCatalog.Gemini, "gemini", "gemini-3-pro"), (WireFormatCatalog.BedrockConverse, "bedrock", "anthropic.claude-sonnet-4-5-20250929-v1:0"),
        (WireFormatCatalog.BedrockConverse, "bedrock", "amazon.nova-pro-v1:0"), (WireFormatCatalog.CohereChat, "cohere", "command-a-03-2025"), (WireFormatCatalog.OllamaChat, "ollama", "gpt-oss:20b"),
    ];

    public static void Request(IWireFormat format, byte[] body) => Bounded(body.Length, () =>
    {
        if (!format.TryReadRequest(body, new CallShape("m", false), out var request, out _))
        {
            return;
        }

        using (request)
        {
            foreach (var (target, kind, model) in Targets)
            {
                var output = new ArrayBufferWriter<byte>();
                var notes = new TranslationNotes(format.NameOf);
                target.WriteRequest(request, new RequestFrame(model, kind), notes, output);
                if (notes.Refusal is null)
                {
                    Json(output.WrittenSpan, $"request to {target.Name}");
                }
            }
        }
    });

    public static void Answer(IWireFormat format, byte[] body) => Bounded(body.Length, () =>
    {
        format.TryReadAnswer(body, new SinkLog());
        var builder = new AnswerBuilder();
        if (!format.TryReadAnswer(body, builder))
        {
            return;
        }

        var answer = builder.Build();
        foreach (var target in WireFormatCatalog.All)
        {
            var output = new ArrayBufferWriter<byte>();
            target.WriteAnswer(answer, Frame, output);
            Json(output.WrittenSpan, $"answer for {target.Name}");
            var replay = new ArrayBufferWriter<byte>();
            var writer = target.NewStreamWriter(Frame, replay);
            AnswerReplay.Play(answer, writer);
            writer.Complete();
            FuzzStreams.Readable(target, replay.WrittenSpan.ToArray(), IsNameless(answer));
        }

        Generate(answer);
    });

    public static void Error(IWireFormat format, byte[] body) => Bounded(body.Length, () =>
    {
        if (!format.TryReadError(body, out var code, out var message))
        {
            return;
        }

        foreach (var target in WireFormatCatalog.All)
        {
            var output = new ArrayBufferWriter<byte>();
            target.WriteError(new RefusalText(429, code ?? "upstream_error", message), "req-1", output);
            Json(output.WrittenSpan, $"error for {target.Name}");
        }
    });

    /// <param name="isTorn">Events are missing, doubled or out of order: another dialect's reader may well call that no answer.</param>
    public static void Stream(IWireFormat format, IReadOnlyList<byte[]> units, bool isTorn) => Bounded(units.Sum(x => x.Length), () =>
    {
        var log = new SinkLog();
        var outputs = WireFormatCatalog.All.Select(x => (Format: x, Output: new ArrayBufferWriter<byte>())).ToList();
        var writers = outputs.ConvertAll(x => x.Format.NewStreamWriter(Frame, x.Output));
        var built = new AnswerBuilder();
        IAnswerSink sink = new AnswerFanOut(log, built);
        writers.ForEach(x => sink = new AnswerFanOut(sink, x));
        var reader = format.NewStreamReader();
        foreach (var unit in units)
        {
            reader.Read(unit, sink);
            if (log.Lines.Exists(x => x.StartsWith("fail ", StringComparison.Ordinal)))
            {
                // The gateway reads no further.
                break;
            }
        }

        var hasFailed = log.Lines.Exists(x => x.StartsWith("fail ", StringComparison.Ordinal));
        if (reader.EndedCleanly && !hasFailed)
        {
            writers.ForEach(x => x.Complete());
        }

        hasFailed |= isTorn || IsNameless(built.Build());
        outputs.ForEach(x => FuzzStreams.Readable(x.Format, x.Output.WrittenSpan.ToArray(), hasFailed));
    });

    // A call without its tool's name: some dialects' readers pass it on to the caller, others call it no answer.
    private static bool IsNameless(ChatAnswer answer) => answer.Parts.OfType<ToolCallPart>().Any(x => x.Name.Length == 0);

    // Its lines are no chat's: they are read by nobody here but for being JSON.
    private static void Generate(ChatAnswer answer)
    {
        var output = new ArrayBufferWriter<byte>();
        WireFormatCatalog.OllamaGenerate.WriteAnswer(answer, Frame, output);
        Json(output.WrittenSpan, "answer for generate");
        output.ResetWrittenCount();
        var writer = WireFormatCatalog.OllamaGenerate.NewStreamWriter(Frame, output);
        AnswerReplay.Play(answer, writer);
        writer.Complete();
        foreach (var line in StreamUnits.Of(StreamFraming.Lines, output.WrittenSpan.ToArray()))
        {
            Json(line, "line for generate");
        }
    }

    private static void Json(ReadOnlySpan<byte> json, string what)
    {
        try
        {
            using var parsed = JsonDocument.Parse(Strict.GetString(json), new JsonDocumentOptions { MaxDepth = 1_000 });
        }
        catch (Exception error) when (error is JsonException or DecoderFallbackException)
        {
            Assert.Fail($"{what}: {error.Message} in {FuzzStreams.Cut(Encoding.UTF8.GetString(json))}");
        }
    }

    private static void Bounded(int length, Action act)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        act();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < AllocatedAtMost, $"{allocated} bytes were allocated for {length}.");
    }
}
