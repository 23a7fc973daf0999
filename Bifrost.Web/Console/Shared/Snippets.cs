using System.Text.Json;

namespace Bifrost.Web.Console.Shared;

/// <summary>Complete programs that stream one answer through this gateway; they work as pasted.</summary>
public static class Snippets
{
    public static IReadOnlyList<SnippetLanguage> Languages { get; } = Enum.GetValues<SnippetLanguage>();

    /// <summary>What callers reach this host by: its public URL, or else the address that the reader came by.</summary>
    internal static Uri AddressOf(Hosting.BifrostSettings settings, string readerBaseUrl) => settings.HasPublicUrl ? settings.PublicUrl : new Uri(readerBaseUrl);

    public static string NameOf(SnippetLanguage language) => language switch
    {
        SnippetLanguage.Curl => "curl",
        SnippetLanguage.CSharp => "C#",
        SnippetLanguage.Bedrock => "AWS SDK",
        SnippetLanguage.ClaudeCode => "Claude Code",
        SnippetLanguage.CodexCli => "Codex CLI",
        SnippetLanguage.GeminiCli => "Gemini CLI",
        _ => language.ToString(),
    };

    /// <param name="publicUrl">What callers reach this host by.</param>
    /// <param name="key">The secret itself; null reads the environment's <c>BIFROST_KEY</c>.</param>
    /// <param name="model">As callers write it: <c>provider/model</c>.</param>
    public static string Of(SnippetLanguage language, Uri publicUrl, string? key, string model)
    {
        var url = new Uri(publicUrl, "v1").ToString();
        var python = key is null ? "os.environ[\"BIFROST_KEY\"]" : Quote(key);
        return language switch
        {
            SnippetLanguage.Curl => Curl(url, key ?? "$BIFROST_KEY", model),
            SnippetLanguage.Python => Python(url, python, key is null, model),
            SnippetLanguage.Node => Node(url, key is null ? "process.env.BIFROST_KEY" : Quote(key), model),
            SnippetLanguage.Anthropic => Anthropic(new Uri(publicUrl, "anthropic").ToString(), python, key is null, model),
            SnippetLanguage.Gemini => Gemini(new Uri(publicUrl, "genai").ToString(), python, key is null, model),
            SnippetLanguage.Bedrock => VendorSnippets.Bedrock(new Uri(publicUrl, "bedrock").ToString(), python, model),
            SnippetLanguage.Cohere => VendorSnippets.Cohere(new Uri(publicUrl, "cohere").ToString(), python, key is null, model),
            SnippetLanguage.Ollama => VendorSnippets.Ollama(new Uri(publicUrl, "ollama").ToString(), python, key is null, model),
            SnippetLanguage.ClaudeCode => AgentSnippets.ClaudeCode(new Uri(publicUrl, "anthropic").ToString(), key ?? "$BIFROST_KEY", model),
            SnippetLanguage.CodexCli => AgentSnippets.CodexCli(url, key, model),
            SnippetLanguage.GeminiCli => AgentSnippets.GeminiCli(new Uri(publicUrl, "genai").ToString(), key ?? "$BIFROST_KEY", model),
            _ => CSharp(url, key is null ? "Environment.GetEnvironmentVariable(\"BIFROST_KEY\")!" : Quote(key), model),
        };
    }

    private static string Curl(string url, string key, string model) => $$"""
        curl -N {{url}}/chat/completions \
          -H "Authorization: Bearer {{key}}" \
          -H "Content-Type: application/json" \
          -d '{"model": {{Quote(model)}}, "stream": true,
               "messages": [{"role": "user", "content": "Say hello in five words."}]}'
        """;

    private static string Python(string url, string key, bool fromEnvironment, string model) => $$"""
        # pip install openai
        {{(fromEnvironment ? "import os\n" : "")}}from openai import OpenAI

        client = OpenAI(base_url={{Quote(url)}}, api_key={{key}})
        stream = client.chat.completions.create(
            model={{Quote(model)}},
            messages=[{"role": "user", "content": "Say hello in five words."}],
            stream=True,
        )
        for chunk in stream:
            if chunk.choices:
                print(chunk.choices[0].delta.content or "", end="", flush=True)
        """;

    private static string Anthropic(string url, string key, bool fromEnvironment, string model) => $$"""
        # pip install anthropic
        {{(fromEnvironment ? "import os\n" : "")}}from anthropic import Anthropic

        client = Anthropic(base_url={{Quote(url)}}, api_key={{key}})
        with client.messages.stream(
            model={{Quote(model)}},
            max_tokens=200,
            messages=[{"role": "user", "content": "Say hello in five words."}],
        ) as stream:
            for text in stream.text_stream:
                print(text, end="", flush=True)
        """;

    private static string Gemini(string url, string key, bool fromEnvironment, string model) => $$"""
        # pip install google-genai
        {{(fromEnvironment ? "import os\n" : "")}}from google import genai

        client = genai.Client(api_key={{key}}, http_options={"base_url": {{Quote(url)}}})
        for chunk in client.models.generate_content_stream(
            model={{Quote(model)}},
            contents="Say hello in five words.",
        ):
            print(chunk.text or "", end="", flush=True)
        """;

    private static string Node(string url, string key, string model) => $$"""
        // npm install openai, then: node hello.mjs
        import OpenAI from "openai";

        const client = new OpenAI({ baseURL: {{Quote(url)}}, apiKey: {{key}} });
        const stream = await client.chat.completions.create({
          model: {{Quote(model)}},
          messages: [{ role: "user", content: "Say hello in five words." }],
          stream: true,
        });
        for await (const chunk of stream) {
          process.stdout.write(chunk.choices[0]?.delta?.content ?? "");
        }
        """;

    private static string CSharp(string url, string key, string model) => $$"""
        // dotnet add package OpenAI
        using System.ClientModel;
        using OpenAI;
        using OpenAI.Chat;

        var options = new OpenAIClientOptions { Endpoint = new Uri({{Quote(url)}}) };
        var client = new ChatClient({{Quote(model)}}, new ApiKeyCredential({{key}}), options);
        await foreach (var update in client.CompleteChatStreamingAsync("Say hello in five words."))
        {
            foreach (var part in update.ContentUpdate) Console.Write(part.Text);
        }
        """;

    // A JSON string is a string of all these languages; it holds no apostrophe that would end the shell's.
    internal static string Quote(string text) => JsonSerializer.Serialize(text);
}
