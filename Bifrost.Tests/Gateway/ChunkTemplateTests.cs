using System.Text;
using Bifrost.Gateway.WireFormats.OpenAi;
using CsCheck;

namespace Bifrost.Tests.Gateway;

public sealed class ChunkTemplateTests
{
    [Fact]
    public void Reads_any_stream_as_if_every_chunk_were_parsed() =>
        Chunk.Array[1, 30].Sample(chunks =>
        {
            using var one = new ChatStreamMeter(TapRun.NewResponse(), callerWantsUsage: false);
            var bytes = 0L;
            var (seen, finished, model) = (false, false, (string?)null);
            foreach (var chunk in chunks)
            {
                // A meter of its own has no template: it parses.
                using var alone = new ChatStreamMeter(TapRun.NewResponse(), callerWantsUsage: false);
                var unit = Encoding.UTF8.GetBytes(chunk);
                Assert.Equal(alone.Read(unit), one.Read(unit));
                bytes += alone.Response.Output.Bytes;
                seen |= alone.Response.ContentSeen;
                finished |= alone.Response.FinishSeen;
                model = alone.Response.Model ?? model;
                Assert.Equal(bytes, one.Response.Output.Bytes);
                Assert.Equal(seen, one.Response.ContentSeen);
                Assert.Equal(finished, one.Response.FinishSeen);
                Assert.Equal(model, one.Response.Model);
            }
        });

    [Fact]
    public void Matches_the_next_chunk_with_other_text_and_padding()
    {
        using var template = new ChunkTemplate();
        var unit = "data: {\"d\":\"abc\",\"p\":\"xy\"}\n\n"u8;
        template.Learn(unit, (12, 3), (22, 2));
        Assert.True(template.TryMatch("data: {\"d\":\"\",\"p\":\"z\"}\n\n"u8, out var text));
        Assert.True(text.IsEmpty);
        Assert.True(template.TryMatch("data: {\"d\":\"é\",\"p\":\"\"}\n\n"u8, out text));
        Assert.Equal("é", Encoding.UTF8.GetString(text));
        Assert.False(template.TryMatch("data: {\"d\":\"a\\n\",\"p\":\"z\"}\n\n"u8, out _));
        Assert.False(template.TryMatch("data: {\"d\":\"a\",\"p\":\"z\"}\n\ndata: "u8, out _));
        Assert.False(template.TryMatch("data: {\"d\":\"a\",\"q\":\"z\"}\n\n"u8, out _));
        Assert.False(template.TryMatch("data: {\"d\":\"a"u8, out _));
        template.Learn(unit, (22, 2), (12, 3));
        Assert.True(template.TryMatch("data: {\"d\":\"padding\",\"p\":\"text\"}\n\n"u8, out text));
        Assert.Equal("text", Encoding.UTF8.GetString(text));
    }

    private static readonly Gen<string> Text = Gen.OneOf(Gen.String[Gen.Char.AlphaNumeric, 0, 12], Gen.Const("\\n"), Gen.Const("é \\\""), Gen.Const("\\u00e9"));

    private static readonly Gen<string> Chunk = Gen.Select(Gen.Int[0, 9], Text, Text, Gen.Int[0, 2]).Select((kind, text, other, model) => kind switch
    {
        0 => Unit(model, "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}"),
        1 => Unit(model, $"{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"{other}\"}}"),
        2 => Unit(model, $"{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}}}},{{\"index\":1,\"delta\":{{\"content\":\"{other}\"}}}}"),
        3 => Unit(model, $"{{\"index\":0,\"delta\":{{\"tool_calls\":[{{\"index\":0,\"function\":{{\"arguments\":\"{text}\"}}}}]}}}}"),
        4 => Unit(model, "", ",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}"),
        5 => Unit(model, $"{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}}}}", $",\"usage\":null,\"obfuscation\":\"{other}\""),
        6 => Unit(model, $"{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}}}}")[..^4],
        _ => Unit(model, $"{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}},\"finish_reason\":null}}"),
    });

    private static string Unit(int model, string choices, string more = "") =>
        $"data: {{\"id\":\"c\",\"model\":\"m{model}\",\"choices\":[{choices}]{more}}}\n\n";
}
