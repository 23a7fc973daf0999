using System.Text;
using Bifrost.Gateway.WireFormats;
using Bifrost.Tests.Gateway.WireFormats.Conformance;
using Bifrost.Tests.Gateway.WireFormats.Conformance.Golden;
using CsCheck;

namespace Bifrost.Tests.Gateway.WireFormats.Fuzz;

/// <summary>Random changes of every golden text: nothing throws, what is written is JSON in UTF-8, and memory has a bound.</summary>
public sealed class FuzzTests
{
    /// <summary>What broke something once.</summary>
    public static TheoryData<string, GoldenKind, string> Corpus { get; } = new()
    {
        // Arguments over several lines cut Gemini's event and Ollama's line in two.
        {
            "cohere_chat", GoldenKind.Stream, """
            {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"w","type":"function","function":{"name":"f","arguments":"{\n \"a\":\r\n1\n}"}}}}}
            {"type":"tool-call-end","index":0}
            {"type":"message-end","delta":{"finish_reason":"TOOL_CALL"}}
            """
        },
        // A name that is half a character threw as it was compared.
        { "gemini", GoldenKind.Request, """{"contents":[{"parts":[{"functionResponse":{"name":"f","response":{"\ud83dxx":"a"}}}]}]}""" },
        // Half a character anywhere but in the prompt threw as it was made a chat's.
        { "ollama_generate", GoldenKind.Request, """{"model":"m","prompt":"x","options":{"stop":["\ud800"]},"images":["\ud800"]}""" },
        // Arguments as deep as may be were too deep for a line of generate, in which they stand deeper.
        { "ollama_chat", GoldenKind.Answer, """{"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{"a":DEEP}}}]},"done":true}""".Replace("DEEP", new string('[', 57) + new string(']', 57), StringComparison.Ordinal) },
        { "anthropic_messages", GoldenKind.Answer, """{"id":"m","type":"message","content":[{"type":"tool_use","id":"t","name":"","input":{}}],"stop_reason":"tool_use"}""" },
        { "bedrock_converse", GoldenKind.Stream, """contentBlockStart {"contentBlockIndex":2,"start":{"toolUse":{"toolUseId":"t"}}}""" },
    };

    private static readonly Gen<Mutation[]> Mutations =
        Gen.Select(Gen.Int[0, Mutation.Kinds - 1], Gen.Int[0, 100_000], Gen.Int[0, 1_000]).Select((kind, at, what) => new Mutation(kind, at, what)).Array[1, 4];

    public static TheoryData<string, GoldenKind> Rows { get; } = new(WireFormatCatalog.All.SelectMany(x => Enum.GetValues<GoldenKind>().Select(y => (x.Name, y))).Append((WireFormatCatalog.OllamaGenerate.Name, GoldenKind.Request)));

    [Theory]
    [MemberData(nameof(Rows))]
    public void No_change_of_a_text_breaks_anything(string dialect, GoldenKind kind) => Run(dialect, kind, kind == GoldenKind.Error ? 300 : 1_200);

    [Theory]
    [MemberData(nameof(Corpus))]
    public void What_broke_once_breaks_no_more(string dialect, GoldenKind kind, string text) => One(dialect, kind, text, 0, []);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Rows))]
    public void No_change_of_a_text_breaks_anything_for_long(string dialect, GoldenKind kind) => Run(dialect, kind, 60_000);

    private static void Run(string dialect, GoldenKind kind, long rounds)
    {
        var texts = Texts(dialect).Where(x => x.Kind == kind).ToList();
        Gen.Select(Gen.Int[0, texts.Count - 1], Gen.Int[0, 40], Mutations).Sample(
            (text, line, mutations) => One(dialect, kind, texts[text].Text, line, mutations), iter: rounds, threads: 1,
            print: x => $"{dialect} {kind} text {x.Item1}, line {x.Item2}: {string.Join(' ', x.Item3)}");
    }

    private static void One(string dialect, GoldenKind kind, string text, int line, Mutation[] mutations)
    {
        var format = WireFormatCatalog.All.Append(WireFormatCatalog.OllamaGenerate).Single(x => x.Name == dialect);
        if (kind == GoldenKind.Stream)
        {
            FuzzRun.Stream(format, Units(dialect, text, line, mutations), IsTorn(line));
            return;
        }

        var bytes = mutations.Aggregate(Encoding.UTF8.GetBytes(text), (x, y) => y.Apply(x));
        Action<Bifrost.Gateway.WireFormats.Canonical.IWireFormat, byte[]> act = kind switch { GoldenKind.Request => FuzzRun.Request, GoldenKind.Answer => FuzzRun.Answer, _ => FuzzRun.Error };
        act(format, bytes);
    }

    /// <summary>One payload is changed, or once in a while units are lost, doubled, or changed as bytes of the wire.</summary>
    private static List<byte[]> Units(string dialect, string text, int line, Mutation[] mutations)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').ToList();
        var at = line % lines.Count;
        if (IsTorn(line))
        {
            var units = lines.ConvertAll(x => Unit(dialect, Encoding.UTF8.GetBytes(x)));
            if (mutations[0].Kind < 3)
            {
                units[at] = mutations.Aggregate(units[at], (x, y) => y.Apply(x));
            }
            else if (mutations[0].Kind < 5)
            {
                units.RemoveAt(at);
            }
            else
            {
                units.Insert(mutations[0].At % units.Count, units[at]);
            }

            return units;
        }

        return [.. lines.Select((x, i) => Unit(dialect, i == at ? mutations.Aggregate(Encoding.UTF8.GetBytes(x), (y, z) => z.Apply(y)) : Encoding.UTF8.GetBytes(x)))];
    }

    private static bool IsTorn(int line) => line % 5 == 4;

    private static byte[] Unit(string dialect, byte[] payload) => dialect switch
    {
        "bedrock_converse" => FuzzFrames.Of(payload),
        "ollama_chat" => [.. payload, (byte)'\n'],
        _ => [.. "data: "u8, .. payload.SelectMany(x => x == (byte)'\n' ? "\ndata: "u8.ToArray() : [x]), .. "\n\n"u8],
    };

    private static IReadOnlyList<GoldenText> Texts(string dialect) => dialect switch
    {
        "ollama_chat" => OllamaTexts.Set.Texts,
        "ollama_generate" => OllamaTexts.Generate.Texts,
        _ => GoldenSet.All.Single(x => x.Dialect == dialect).Texts,
    };
}
