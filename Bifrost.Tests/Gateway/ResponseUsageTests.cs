using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Tests.Gateway;

public sealed class ResponseUsageTests
{
    private const string Chat = """
        {"id":"x","model":"gpt-4o-2024\u002d08","service_tier":"default","choices":[{"message":{"content":"a \"usage\":{}, é\ud83d\ude00","x":[1.5e3,true,null,{}]}}],
         "usage":{"prompt_tokens":10,"completion_tokens":7,"total_tokens":17,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":1},
         "completion_tokens_details":{"reasoning_tokens":3,"audio_tokens":2,"accepted_prediction_tokens":0}},"z":[[]]}

        """;

    [Fact]
    public void Reads_the_chat_form_at_every_split()
    {
        var expected = new TokenUsage
        {
            InputTokens = 10, OutputTokens = 7, CachedInputTokens = 4, AudioInputTokens = 1, ReasoningTokens = 3, AudioOutputTokens = 2,
        };
        var bytes = Encoding.UTF8.GetBytes(Chat);
        for (var at = 0; at <= bytes.Length; at++)
        {
            using var usage = new ResponseUsage(TapRun.NewResponse());
            usage.Append(bytes.AsSpan(0, at));
            usage.Append(bytes.AsSpan(at));
            Assert.True(usage.IsComplete, $"split {at}");
            Assert.Equal(expected, usage.Response.Usage);
            Assert.Equal(("gpt-4o-2024-08", "default"), (usage.Response.Model, usage.Response.ServiceTier));
            Assert.True(usage.Response.ContentSeen);
            Assert.InRange(usage.Response.Output.Bytes, 10, 60);
        }

        foreach (var size in new[] { 1, 2, 3, 5 })
        {
            Assert.Equal(expected, Read(Chat, size).Usage);
        }
    }

    [Theory]
    [InlineData("""{"usage":{"input_tokens":9,"output_tokens":5,"input_tokens_details":{"cached_tokens":2},"output_tokens_details":{"reasoning_tokens":5}}}""", 9, 5, 2, 5, 0)]
    [InlineData("""{"usage":{"input_tokens":9,"output_tokens":5,"input_tokens_details":{"image_tokens":4,"text_tokens":5}}}""", 9, 5, 0, 0, 4)]
    [InlineData("""{"usage":{"prompt_tokens":9,"total_tokens":9}}""", 9, 0, 0, 0, 0)]
    [InlineData("""{"usage":{"prompt_tokens":9,"completion_tokens":5,"prompt_cache_hit_tokens":3,"prompt_tokens_details":null}}""", 9, 5, 3, 0, 0)]
    [InlineData("""{"usage":{"prompt_tokens":9,"completion_tokens":5,"total_tokens":21,"completion_tokens_details":{"reasoning_tokens":7}}}""", 9, 12, 0, 7, 0)]
    [InlineData("""{"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":5030}}""", 10, 5020, 0, 0, 0)]
    [InlineData("""{"usage":{"prompt_tokens":10,"total_tokens":5030}}""", 10, 5020, 0, 0, 0)]
    [InlineData("""{"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":5030,"completion_tokens_details":{"reasoning_tokens":4000}}}""", 10, 5020, 0, 4000, 0)]
    [InlineData("""{"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":3}}""", 10, 20, 0, 0, 0)]
    [InlineData("""{"usage":{"prompt_tokens":9.0,"completion_tokens":5}}""", 9, 5, 0, 0, 0)]
    public void Reads_the_other_forms(string body, long input, long output, long cached, long reasoning, long image)
    {
        var usage = Read(body).Usage;
        Assert.Equal(new TokenUsage
        {
            InputTokens = input, OutputTokens = output, CachedInputTokens = cached, ReasoningTokens = reasoning, ImageInputTokens = image,
        }, usage);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":-1,"completion_tokens":5}""", true)]
    [InlineData("""{"prompt_tokens":1.5,"completion_tokens":5}""", true)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"total_tokens":-15}""", true)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"total_tokens":9223372036854775807}""", true)]
    [InlineData("""{"prompt_tokens":2147483648,"completion_tokens":5}""", true)]
    [InlineData("""{"prompt_tokens":1e400,"completion_tokens":5}""", true)]
    [InlineData("""{"prompt_tokens":"9","completion_tokens":5}""", true)]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":10}}""", true)]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":5,"completion_tokens_details":{"reasoning_tokens":6}}""", true)]
    [InlineData("""[]""", true)]
    [InlineData("""{}""", false)]
    [InlineData("""null""", false)]
    [InlineData("""{"completion_tokens":5}""", false)]
    [InlineData("""{"prompt_tokens":0,"completion_tokens":0}""", false)]
    public void Never_believes_what_cannot_be(string usage, bool implausible)
    {
        var response = Read($$"""{"usage":{{usage}}}""");
        Assert.Null(response.Usage);
        Assert.Equal(implausible, response.UsageImplausible);
    }

    [Theory]
    [InlineData("""{"error":{"type":"server_error","code":"over.loaded-1","message":"<script>"}}""", "over.loaded-1")]
    [InlineData("""{"error":{"type":"server_error","code":"<script>"}}""", "server_error")]
    [InlineData("""{"error":"text"}""", null)]
    public void Reads_an_error(string body, string? code)
    {
        var response = Read(body);
        Assert.True(response.ErrorSeen);
        Assert.Equal(code, response.ErrorCode);
        Assert.False(Read("""{"error":null}""").ErrorSeen);
    }

    [Theory]
    [InlineData("""{"a":1}""", true, false)]
    [InlineData("""[[],{}, "x\u00e9" ,-1.5e+3,true,null]  """, true, false)]
    [InlineData("""{"a":1""", false, false)]
    [InlineData("""{"a":"x""", false, false)]
    [InlineData("<html>", false, true)]
    [InlineData("""{"a":1]""", false, true)]
    [InlineData("""{"a" 1}""", false, true)]
    [InlineData("""{a:1}""", false, true)]
    [InlineData("""{"a":1,}""", false, true)]
    [InlineData("""[1,]""", false, true)]
    [InlineData("""{"a":"\x"}""", false, true)]
    [InlineData("{\"a\":\"x\ny\"}", false, true)]
    public void Knows_whether_the_json_is_whole(string body, bool complete, bool malformed)
    {
        for (var size = 1; size < 4; size++)
        {
            using var usage = new ResponseUsage(TapRun.NewResponse());
            foreach (var piece in TapRun.Pieces(body, size))
            {
                usage.Append(piece.Span);
            }

            Assert.Equal((complete, malformed), (usage.IsComplete, usage.IsMalformed));
        }
    }

    [Fact]
    public void Holds_nothing_of_a_large_body()
    {
        using var usage = new ResponseUsage(TapRun.NewResponse());
        usage.Append("""{"data":[{"b64_json":" """u8);
        var piece = new byte[64 * 1024];
        piece.AsSpan().Fill((byte)'A');
        usage.Append(piece);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 500; i++)
        {
            usage.Append(piece);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
        usage.Append("\"}],\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}"u8);
        Assert.Equal(2, usage.Response.Usage?.OutputTokens);
        Assert.True(usage.IsComplete);
    }

    private static MeteredResponse Read(string body, int size = 1000)
    {
        using var usage = new ResponseUsage(TapRun.NewResponse());
        foreach (var piece in TapRun.Pieces(body, size))
        {
            usage.Append(piece.Span);
        }

        return usage.Response;
    }
}
