using Bifrost.Gateway.Providers;
using Bifrost.Web.Console.Providers;

namespace Bifrost.Tests.Web.Console;

public sealed class ProviderChoicesTests
{
    [Theory]
    [InlineData("sk-proj-abc", "openai")]
    [InlineData("sk-abc", "openai")]
    [InlineData("sk-or-v1-abc", "openrouter")]
    [InlineData("gsk_abc", "groq")]
    [InlineData("nvapi-abc", "nvidia-nim")]
    [InlineData("sk-bf-abc", null)]
    [InlineData("abc", null)]
    [InlineData("", null)]
    public void A_key_is_recognised_by_its_longest_prefix(string key, string? kind) =>
        Assert.Equal(kind, ProviderChoices.Recognise(key)?.Kind);

    [Fact]
    public void A_strangers_key_is_told_as_such()
    {
        Assert.Contains("virtual key", ProviderChoices.WarningOf("sk-bf-abc"), StringComparison.Ordinal);
        Assert.Null(ProviderChoices.WarningOf("sk-proj-abc"));

        Assert.Equal("anthropic", ProviderChoices.Recognise("sk-ant-abc")?.Kind);
        Assert.Equal("gemini", ProviderChoices.Recognise("AIzaSy")?.Kind);
    }

    [Theory]
    [InlineData("GROQ", "groq")]
    [InlineData("api.mistral.ai", "mistral")]
    [InlineData(" llama-c ", "llama-cpp")]
    [InlineData("OpenAI-comp", "openai-compatible")]
    [InlineData("no such vendor", null)]
    public void A_kind_is_found_by_name_or_address(string text, string? kind) =>
        Assert.Equal(kind, ProviderChoices.Matching(text).SingleOrDefault()?.Kind);

    [Theory]
    [InlineData("openai-compatible", false)]
    [InlineData("vllm", false)]
    [InlineData("cohere", true)]
    public void Reranking_is_served_where_a_route_leads_to_it(string kind, bool serves) =>
        Assert.Equal(serves, ProviderChoices.ServesOf(ProviderCatalog.Describe(kind)!).Split(", ").Contains("rerank"));

    [Fact]
    public void All_kinds_can_be_chosen() => Assert.Equal(ProviderCatalog.Descriptors.Count, ProviderChoices.Matching("").Count);

    [Theory]
    [InlineData("groq", "groq", "https://api.groq.com/openai/v1", "api.groq.com")]
    [InlineData("vllm", "vllm", "http://localhost:8000/v1", "localhost:8000")]
    [InlineData("cloudflare", "cloudflare", "https://api.cloudflare.com/client/v4/accounts/{account_id}/ai/v1", "an address for each account")]
    [InlineData("openai-compatible", "", "", "any other address")]
    public void The_form_begins_with_what_the_descriptor_says(string kind, string name, string address, string note)
    {
        var chosen = ProviderCatalog.Describe(kind)!;
        Assert.Equal((name, address, note), (ProviderChoices.NameOf(chosen), ProviderChoices.AddressOf(chosen), ProviderChoices.NoteOf(chosen)));
    }
}
