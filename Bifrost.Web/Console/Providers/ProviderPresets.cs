using Bifrost.Gateway.Providers;

namespace Bifrost.Web.Console.Providers;

/// <summary>The catalogue of the page "Add a provider": the kinds, and well-known addresses that speak OpenAI's API.</summary>
public static class ProviderPresets
{
    private const string Compatible = "openai-compatible";

    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new("OpenAI", "openai", "openai", ProviderCatalog.Descriptors.First(d => d.Kind == "openai").DefaultBaseUrl, true, "api.openai.com", ProviderCatalog.Descriptors.First(d => d.Kind == "openai").KeyPrefixes),
        Local("Ollama", "ollama", 11434),
        Local("vLLM", "vllm", 8000),
        Local("LM Studio", "lm-studio", 1234),
        Hosted("Groq", "groq", "https://api.groq.com/openai/v1", "gsk_"),
        Hosted("OpenRouter", "openrouter", "https://openrouter.ai/api/v1", "sk-or-"),
        Hosted("Mistral", "mistral", "https://api.mistral.ai/v1"),
        Hosted("DeepSeek", "deepseek", "https://api.deepseek.com/v1"),
        Hosted("xAI", "xai", "https://api.x.ai/v1", "xai-"),
        Hosted("Together", "together", "https://api.together.xyz/v1", "tgp_v1_"),
        Hosted("Fireworks", "fireworks", "https://api.fireworks.ai/inference/v1", "fw_"),
        new("Another address", Compatible, "", null, false, "anything that speaks OpenAI's API", []),
    ];

    // Keys that OpenAI's own prefix would claim, or that are no provider's at all.
    private static readonly (string Prefix, string Says)[] Strangers =
    [
        ("sk-ant-", "This looks like a key of Anthropic, which OpenAI's API refuses."),
        ("sk-bf-", "This is a virtual key of Bifrost: callers use it. A provider's key comes from the provider."),
        ("bfa-", "This is an admin token of Bifrost. A provider's key comes from the provider."),
        ("AIza", "This looks like a key of Google, which OpenAI's API refuses."),
    ];

    /// <summary>The card that a key belongs to, by its longest prefix; null when no prefix fits.</summary>
    public static ProviderPreset? Recognise(string key) => WarningOf(key) is not null ? null : All
        .SelectMany(p => p.KeyPrefixes.Where(prefix => key.StartsWith(prefix, StringComparison.Ordinal)).Select(prefix => (Preset: p, prefix.Length)))
        .OrderByDescending(x => x.Length).Select(x => x.Preset).FirstOrDefault();

    /// <summary>What a key is when it is none that can be used here; null when nothing speaks against it.</summary>
    public static string? WarningOf(string key) =>
        Strangers.Where(s => key.StartsWith(s.Prefix, StringComparison.Ordinal)).Select(s => s.Says).FirstOrDefault();

    private static ProviderPreset Local(string title, string name, int port) =>
        new(title, Compatible, name, $"http://localhost:{port}/v1", false, $"localhost:{port}", []);

    private static ProviderPreset Hosted(string title, string name, string url, params string[] prefixes) =>
        new(title, Compatible, name, url, true, new Uri(url).Host, prefixes);
}
