using System.Collections.Frozen;

namespace Bifrost.Gateway.Providers;

/// <summary>
/// The most output tokens of one answer, where the vendor documents it: OpenAI on each model's own page below
/// developers.openai.com/api/docs/models ("max output tokens"), Anthropic in platform.claude.com/docs/en/about-claude/models/overview
/// and for former models in .../model-deprecations, Google on each model's page below ai.google.dev/gemini-api/docs/models ("output
/// token limit"), DeepSeek in api-docs.deepseek.com/quick_start/pricing. As of autumn 2026.
/// </summary>
internal static class OutputMaximum
{
    private static readonly FrozenDictionary<string, int> Documented = new Dictionary<string, int>
    {
        ["gpt-3.5-turbo"] = 4_096, // developers.openai.com/api/docs/models/gpt-3.5-turbo
        ["gpt-3.5-turbo-0125"] = 4_096, // the same
        ["gpt-3.5-turbo-1106"] = 4_096, // the same
        ["gpt-35-turbo"] = 4_096, // the same, as Azure spells it
        ["gpt-3.5-turbo-instruct"] = 4_096, // developers.openai.com/api/docs/models/gpt-3.5-turbo-instruct
        ["gpt-4"] = 8_192, // developers.openai.com/api/docs/models/gpt-4
        ["gpt-4-0314"] = 8_192, // the same
        ["gpt-4-0613"] = 8_192, // the same
        ["gpt-4-turbo"] = 4_096, // developers.openai.com/api/docs/models/gpt-4-turbo
        ["gpt-4-turbo-preview"] = 4_096, // developers.openai.com/api/docs/models/gpt-4-turbo-preview
        ["gpt-4-0125-preview"] = 4_096, // the same
        ["gpt-4-1106-preview"] = 4_096, // the same
        ["gpt-4o-2024-05-13"] = 4_096, // developers.openai.com/api/docs/models/gpt-4o
        ["gpt-4o"] = 16_384, // the same
        ["gpt-4o-mini"] = 16_384, // developers.openai.com/api/docs/models/gpt-4o-mini
        ["chatgpt-4o-latest"] = 16_384, // developers.openai.com/api/docs/models/chatgpt-4o-latest
        ["gpt-4.1"] = 32_768, // developers.openai.com/api/docs/models/gpt-4.1
        ["gpt-4.1-mini"] = 32_768, // developers.openai.com/api/docs/models/gpt-4.1-mini
        ["gpt-4.1-nano"] = 32_768, // developers.openai.com/api/docs/models/gpt-4.1-nano
        ["o1-preview"] = 32_768, // developers.openai.com/api/docs/models/o1-preview
        ["o1-mini"] = 65_536, // developers.openai.com/api/docs/models/o1-mini
        ["o1"] = 100_000, // developers.openai.com/api/docs/models/o1
        ["o1-pro"] = 100_000, // developers.openai.com/api/docs/models/o1-pro
        ["o3"] = 100_000, // developers.openai.com/api/docs/models/o3
        ["o3-mini"] = 100_000, // developers.openai.com/api/docs/models/o3-mini
        ["o3-pro"] = 100_000, // developers.openai.com/api/docs/models/o3-pro
        ["o4-mini"] = 100_000, // developers.openai.com/api/docs/models/o4-mini
        ["gpt-5-chat-latest"] = 16_384, // developers.openai.com/api/docs/models/gpt-5-chat-latest
        ["gpt-5"] = 128_000, // developers.openai.com/api/docs/models/gpt-5
        ["gpt-5-mini"] = 128_000, // developers.openai.com/api/docs/models/gpt-5-mini
        ["gpt-5-nano"] = 128_000, // developers.openai.com/api/docs/models/gpt-5-nano
        ["gpt-5.1"] = 128_000, // developers.openai.com/api/docs/models/gpt-5.1
        ["claude-3-opus"] = 4_096, // platform.claude.com/docs/en/about-claude/models/overview, as all of Anthropic's
        ["claude-3-sonnet"] = 4_096,
        ["claude-3-haiku"] = 4_096,
        ["claude-3-5-haiku"] = 8_192,
        ["claude-3.5-haiku"] = 8_192,
        ["claude-3-5-sonnet"] = 8_192,
        ["claude-3.5-sonnet"] = 8_192,
        ["claude-3-7-sonnet"] = 64_000,
        ["claude-3.7-sonnet"] = 64_000,
        ["claude-opus-4"] = 32_000,
        ["claude-opus-4-1"] = 32_000,
        ["claude-opus-4.1"] = 32_000,
        ["claude-opus-4-5"] = 64_000,
        ["claude-opus-4.5"] = 64_000,
        ["claude-sonnet-4"] = 64_000,
        ["claude-sonnet-4-5"] = 64_000,
        ["claude-sonnet-4.5"] = 64_000,
        ["claude-haiku-4-5"] = 64_000,
        ["claude-haiku-4.5"] = 64_000,
        ["gemini-1.5-pro"] = 8_192, // ai.google.dev/gemini-api/docs/models/gemini-1.5-pro
        ["gemini-1.5-flash"] = 8_192, // ai.google.dev/gemini-api/docs/models/gemini-1.5-flash
        ["gemini-2.0-flash"] = 8_192, // ai.google.dev/gemini-api/docs/models/gemini-2.0-flash
        ["gemini-2.0-flash-lite"] = 8_192, // ai.google.dev/gemini-api/docs/models/gemini-2.0-flash-lite
        ["gemini-2.5-pro"] = 65_536, // ai.google.dev/gemini-api/docs/models/gemini-2.5-pro
        ["gemini-2.5-flash"] = 65_536, // ai.google.dev/gemini-api/docs/models/gemini-2.5-flash
        ["gemini-2.5-flash-lite"] = 65_536, // ai.google.dev/gemini-api/docs/models/gemini-2.5-flash-lite
        ["deepseek-chat"] = 8_192, // api-docs.deepseek.com/quick_start/pricing
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Tokens, by a model's name with or without a vendor or <c>ft:</c> before it, and a date or <c>latest</c> behind it; null where nothing is documented.</summary>
    public static int? Of(ReadOnlySpan<char> model)
    {
        model = model[(model.LastIndexOf('/') + 1)..];
        model = model.StartsWith("ft:", StringComparison.OrdinalIgnoreCase) ? model[3..] : model;
        model = model.IndexOfAny(':', '@') is > 0 and var end ? model[..end] : model;
        return Find(model)
            ?? (model.LastIndexOf("-20", StringComparison.Ordinal) is > 0 and var date ? Find(model[..date]) : null)
            ?? (model.EndsWith("-latest", StringComparison.OrdinalIgnoreCase) ? Find(model[..^7]) : null);
    }

    private static int? Find(ReadOnlySpan<char> name) => Documented.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var tokens) ? tokens : null;
}
