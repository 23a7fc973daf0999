using static Bifrost.Web.Console.Shared.Snippets;

namespace Bifrost.Web.Console.Shared;

/// <summary>Coding agents of the command line: what they are told by their environment or their own file.</summary>
internal static class AgentSnippets
{
    public static string ClaudeCode(string url, string key, string model) => $$"""
        # npm install -g @anthropic-ai/claude-code
        export ANTHROPIC_BASE_URL={{url}}
        export ANTHROPIC_AUTH_TOKEN="{{key}}"
        export ANTHROPIC_MODEL={{Quote(model)}}
        export ANTHROPIC_DEFAULT_HAIKU_MODEL={{Quote(model)}}
        claude
        """;

    /// <param name="key">The secret; null where the environment has it already.</param>
    public static string CodexCli(string url, string? key, string model) => $$"""
        # npm install -g @openai/codex
        # In ~/.codex/config.toml, above every table:
        model = {{Quote(model)}}
        model_provider = "bifrost"

        # In the same file, at its end:
        [model_providers.bifrost]
        name = "Bifrost"
        base_url = {{Quote(url)}}
        env_key = "BIFROST_KEY"
        wire_api = "responses"

        # Then, in a shell:
        # {{(key is null ? "" : $"export BIFROST_KEY=\"{key}\"; ")}}codex
        """;

    public static string GeminiCli(string url, string key, string model) => $$"""
        # npm install -g @google/gemini-cli
        # Beside a base URL it uses the key only if ~/.gemini/settings.json says so:
        # { "security": { "auth": { "selectedType": "gemini-api-key" } } }
        export GOOGLE_GEMINI_BASE_URL={{url}}
        export GEMINI_API_KEY="{{key}}"
        export GEMINI_MODEL={{Quote(model)}}
        gemini
        """;
}
