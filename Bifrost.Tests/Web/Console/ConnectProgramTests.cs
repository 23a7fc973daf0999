using System.Net;
using System.Text;
using Bifrost.Tests.Testing;
using Bifrost.Web.Console.Shared;

namespace Bifrost.Tests.Web.Console;

/// <summary>
/// The address and the key of each program's snippet, used as that program uses them: its own path below the base URL, its own
/// header. (The programs themselves were run by hand: see each snippet's source.)
/// </summary>
public sealed class ConnectProgramTests
{
    private const string Model = "fake/gpt-4o-mini";
    private const string Messages = """{"model":"fake/gpt-4o-mini","max_tokens":20,"stream":true,"messages":[{"role":"user","content":"Hello"}]}""";
    private const string Contents = """{"contents":[{"role":"user","parts":[{"text":"Hello"}]}]}""";
    private const string Blocks = """{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}""";

    public static TheoryData<SnippetLanguage, string, string, string, string> Programs => new()
    {
        { SnippetLanguage.Curl, "v1", "/chat/completions", "Authorization: Bearer ", Messages },
        { SnippetLanguage.Python, "v1", "/chat/completions", "Authorization: Bearer ", Messages },
        { SnippetLanguage.Node, "v1", "/chat/completions", "Authorization: Bearer ", Messages },
        { SnippetLanguage.CSharp, "v1", "/chat/completions", "Authorization: Bearer ", Messages },
        { SnippetLanguage.Anthropic, "anthropic", "/v1/messages", "x-api-key: ", Messages },
        { SnippetLanguage.Gemini, "genai", "/v1beta/models/fake/gpt-4o-mini:streamGenerateContent?alt=sse", "x-goog-api-key: ", Contents },
        { SnippetLanguage.Bedrock, "bedrock", "/model/fake%2Fgpt-4o-mini/converse-stream", "Authorization: Bearer ", Blocks },
        { SnippetLanguage.Cohere, "cohere", "/v2/chat", "Authorization: Bearer ", Messages },
        { SnippetLanguage.Ollama, "ollama", "/api/chat", "Authorization: Bearer ", Messages.Replace("\"max_tokens\":20,", "", StringComparison.Ordinal) },
        { SnippetLanguage.ClaudeCode, "anthropic", "/v1/messages?beta=true", "Authorization: Bearer ", Messages },
        { SnippetLanguage.CodexCli, "v1", "/responses", "Authorization: Bearer ", """{"model":"fake/gpt-4o-mini","stream":true,"store":false,"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"Hello"}]}]}""" },
        { SnippetLanguage.GeminiCli, "genai", "/v1beta/models/fake/gpt-4o-mini:streamGenerateContent?alt=sse", "x-goog-api-key: ", Contents },
    };

    [Fact]
    public void Every_program_is_in_the_table() =>
        Assert.Equal(Snippets.Languages, Programs.Select(x => x.Data.Item1));

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_program_reaches_its_route_with_the_snippets_address_and_key(SnippetLanguage program, string mount, string path, string header, string body)
    {
        await using var provider = await FakeProvider.StartAsync();
        var (host, key) = await InProcessBifrost.StartWithAsync(provider);
        await using var running = host;
        var snippet = Snippets.Of(program, host.BaseAddress, key, Model);
        var url = new Uri(host.BaseAddress, mount).ToString();
        Assert.Matches($"{System.Text.RegularExpressions.Regex.Escape(url)}(?![/\\w])", snippet.Replace(url + "/chat/completions", url, StringComparison.Ordinal));
        Assert.Contains(key, snippet, StringComparison.Ordinal);
        Assert.Contains(Model, snippet, StringComparison.Ordinal);
        Assert.DoesNotContain(key, Snippets.Of(program, host.BaseAddress, null, Model), StringComparison.Ordinal);
        Assert.Contains("BIFROST_KEY", Snippets.Of(program, host.BaseAddress, null, Model), StringComparison.Ordinal);

        using var client = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, url + path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        var (name, scheme) = (header.Split(": ")[0], header.Split(": ")[1]);
        Assert.True(request.Headers.TryAddWithoutValidation(name, scheme + key));
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{(int)response.StatusCode}: {answer}");
        Assert.DoesNotContain("\"error\":{", answer, StringComparison.Ordinal);
        Assert.Single(provider.Requests);
    }
}
