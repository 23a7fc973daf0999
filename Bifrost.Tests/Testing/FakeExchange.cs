using System.Text.Json.Nodes;

namespace Bifrost.Tests.Testing;

/// <summary>One JSON request of the default answers: its model, last text, limits and the usage that it costs.</summary>
internal sealed class FakeExchange(FakeProvider provider, ReceivedRequest request, JsonObject body)
{
    public ReceivedRequest Request => request;

    public JsonObject Body => body;

    public string Model => (string?)body["model"] ?? "";

    public bool Stream => request.WantsStream;

    public bool IncludeUsage => body["stream_options"] is JsonObject options && ((bool?)options["include_usage"] ?? false);

    public int Choices => (int?)body["n"] ?? 1;

    /// <summary>The answer's text, before any cap.</summary>
    public string Text => provider.TextOf?.Invoke(request) ?? $"Echo: {LastInput()}";

    /// <summary>The cap on output tokens that the caller gave; null when none.</summary>
    public int? OutputCap => (int?)body["max_completion_tokens"] ?? (int?)body["max_tokens"] ?? (int?)body["max_output_tokens"];

    /// <summary>The words that fit the cap, and whether it cut.</summary>
    public (IReadOnlyList<string> Words, bool Cut) Words(string text)
    {
        var words = ChatStream.Split(text);
        return OutputCap is { } cap && cap < words.Count ? (words.Take(cap).ToArray(), true) : (words, false);
    }

    /// <summary>
    /// Counted, not tokenized: four bytes of text a token, multiples of 128 cached past 1,024, and 64 reasoning tokens
    /// for reasoning models; or what the test says.
    /// </summary>
    public TrueUsage Usage(int outputTokens)
    {
        if (provider.UsageOf is { } usageOf) return usageOf(request);
        var input = 3 + (TextLength(body["messages"] ?? body["input"] ?? body["prompt"]) / 4);
        var reasoning = Model.Length > 1 && (Model[0] == 'o' && char.IsAsciiDigit(Model[1]) || Model.StartsWith("gpt-5", StringComparison.Ordinal)) ? 64 : 0;
        return new TrueUsage(input, outputTokens + reasoning, input >= 1024 ? input / 128 * 128 : 0, reasoning);
    }

    private string LastInput() => LastText(body["messages"] ?? body["input"] ?? body["prompt"]) ?? "";

    private static string? LastText(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonArray { Count: > 0 } array => array.Reverse().Select(LastText).FirstOrDefault(t => t is not null),
        JsonObject part => LastText(part["content"] ?? part["text"] ?? part["output"]),
        _ => null,
    };

    private static int TextLength(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue(out string? text) => System.Text.Encoding.UTF8.GetByteCount(text),
        JsonValue => 4,
        JsonArray array => array.Sum(TextLength),
        JsonObject part => 12 + TextLength(part["content"] ?? part["text"] ?? part["output"]),
        _ => 0,
    };
}
