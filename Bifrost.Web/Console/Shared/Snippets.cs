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
        _ => language.ToString(),
    };

    /// <param name="publicUrl">What callers reach this host by.</param>
    /// <param name="key">The secret itself; null reads the environment's <c>BIFROST_KEY</c>.</param>
    /// <param name="model">As callers write it: <c>provider/model</c>.</param>
    public static string Of(SnippetLanguage language, Uri publicUrl, string? key, string model)
    {
        var url = new Uri(publicUrl, "v1").ToString();
        return language switch
        {
            SnippetLanguage.Curl => Curl(url, key ?? "$BIFROST_KEY", model),
            SnippetLanguage.Python => Python(url, key is null ? "os.environ[\"BIFROST_KEY\"]" : Quote(key), key is null, model),
            SnippetLanguage.Node => Node(url, key is null ? "process.env.BIFROST_KEY" : Quote(key), model),
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

    // A JSON string is a string of all four languages; it holds no apostrophe that would end the shell's.
    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
