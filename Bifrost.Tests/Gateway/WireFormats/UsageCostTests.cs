using System.Text;
using Bifrost.Domain.Providers.Prices;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>
/// Each vendor's own figures, read by its dialect and priced by the book, cost what its price page says; the sums are worked out by
/// hand from the rates in the comments (dollars per million tokens).
/// </summary>
public sealed class UsageCostTests
{
    private const string Chat = """{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":USAGE}""";
    private const string Claude = """{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","stop_sequence":null,"usage":USAGE}""";
    private const string Google = """{"candidates":[{"content":{"role":"model","parts":[{"text":"Hi"}]},"finishReason":"STOP","index":0}],"usageMetadata":USAGE,"modelVersion":"m"}""";
    private const string Aws = """{"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"end_turn","usage":USAGE,"metrics":{"latencyMs":1}}""";

    [Theory]

    // gpt-4o: 2.50, cached 1.25, out 10: 86 × 2.50 + 1,920 × 1.25 + 300 × 10
    [InlineData("openai_chat", Chat, "openai", "gpt-4o", """{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}}""", 5_615_000)]

    // Claude Sonnet 4.5: 3, read 0.30, written for 5 min 3.75, for 1 h 6, out 15: 21 × 3 + 456 × 3.75 + 544 × 6 + 188,086 × 0.30 + 393 × 15
    [InlineData("anthropic_messages", Claude, "anthropic", "claude-sonnet-4-5", """{"input_tokens":21,"cache_creation_input_tokens":1000,"cache_read_input_tokens":188086,"output_tokens":393,"cache_creation":{"ephemeral_5m_input_tokens":456,"ephemeral_1h_input_tokens":544}}""", 67_357_800)]

    // The same beyond 200,000 tokens of input, cached ones included: 6, 0.60, 7.50, 22.50: 1,000 × 6 + 2,000 × 7.50 + 200,000 × 0.60 + 100 × 22.50
    [InlineData("anthropic_messages", Claude, "anthropic", "claude-sonnet-4-5", """{"input_tokens":1000,"cache_creation_input_tokens":2000,"cache_read_input_tokens":200000,"output_tokens":100}""", 143_250_000)]

    // Gemini 2.5 Pro up to 200,000: 1.25, out and thoughts 10: 100,000 × 1.25 + (500 + 500) × 10
    [InlineData("gemini", Google, "google", "gemini-2.5-pro", """{"promptTokenCount":100000,"candidatesTokenCount":500,"thoughtsTokenCount":500,"totalTokenCount":101000}""", 135_000_000)]

    // Beyond: 2.50, cached 0.25, out 15: 200,000 × 2.50 + 50,000 × 0.25 + (1,000 + 3,000) × 15
    [InlineData("gemini", Google, "google", "gemini-2.5-pro", """{"promptTokenCount":250000,"cachedContentTokenCount":50000,"candidatesTokenCount":1000,"thoughtsTokenCount":3000,"totalTokenCount":254000}""", 572_500_000)]

    // Claude Sonnet 4.5 at Bedrock, global: 3, read 0.30, written 3.75, out 15: 100 × 3 + 2,000 × 0.30 + 500 × 3.75 + 50 × 15
    [InlineData("bedrock_converse", Aws, "aws", "global.anthropic.claude-sonnet-4-5-20250929-v1:0", """{"inputTokens":100,"outputTokens":50,"totalTokens":2650,"cacheReadInputTokens":2000,"cacheWriteInputTokens":500}""", 3_525_000)]

    // Groq, gpt-oss-120b: 0.15, cached 0.075, out 0.60: 600 × 0.15 + 400 × 0.075 + 200 × 0.60
    [InlineData("openai_chat", Chat, "groq", "openai/gpt-oss-120b", """{"queue_time":0.01,"prompt_tokens":1000,"prompt_time":0.001,"completion_tokens":200,"completion_time":0.2,"total_tokens":1200,"total_time":0.2,"prompt_tokens_details":{"cached_tokens":400}}""", 240_000)]

    // DeepSeek: hits 0.07, misses 0.27, out 1.10: 600 × 0.07 + 400 × 0.27 + 100 × 1.10
    [InlineData("openai_chat", Chat, "deepseek", "deepseek-chat", """{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100,"prompt_cache_hit_tokens":600,"prompt_cache_miss_tokens":400}""", 260_000)]
    public void A_vendors_figures_cost_what_its_page_says(string dialect, string answer, string book, string model, string usage, long nanos)
    {
        var format = WireFormatCatalog.All.Single(x => x.Name == dialect);
        var builder = new AnswerBuilder();
        Assert.True(format.TryReadAnswer(Encoding.UTF8.GetBytes(answer.Replace("USAGE", usage, StringComparison.Ordinal)), builder));

        var read = builder.Build().Usage;
        Assert.NotNull(read);
        Assert.True(read.Value.IsPlausible);
        var price = PriceBook.Embedded.Find(book, model);
        Assert.NotNull(price);
        Assert.Equal(nanos, price.CostOf(read.Value, null).List!.Value.Nanos);
    }
}
