using System.Text.Json;
using Bifrost.Domain.Providers;
using Bifrost.Tests.Gateway.Hostile;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Providers;

/// <summary>Vendors of the catalogue through the real gateway: what is sent to each.</summary>
public sealed class VendorQuirksTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    [Fact]
    public async Task A_vendor_that_refuses_stream_options_gets_none()
    {
        var name = await AddAsync("mistral");
        gateway.Provider.Enqueue(Script.ChatStreamOf(ChatStream.Of("hi there")));
        var answer = await gateway.PostAsync("/v1/chat/completions", Body(name, ""","stream":true,"stream_options":{"include_usage":true}"""));
        Assert.Equal(200, answer.Status);
        var sent = Sent();
        Assert.False(sent.TryGetProperty("stream_options", out _));
        Assert.True(sent.GetProperty("stream").GetBoolean());
    }

    [Fact]
    public async Task Only_a_vendor_that_knows_it_is_asked_for_usage()
    {
        foreach (var (kind, asked) in ((string, bool)[])[("together", true), ("deepinfra", false), ("nvidia-nim", false)])
        {
            var name = await AddAsync(kind);
            Assert.Equal(200, (await gateway.PostAsync("/v1/chat/completions", Body(name, ",\"stream\":true"))).Status);
            Assert.Equal(asked, Sent().TryGetProperty("stream_options", out _));
        }
    }

    [Fact]
    public async Task What_a_vendor_refuses_is_taken_out()
    {
        var name = await AddAsync("groq");
        var answer = await gateway.PostAsync("/v1/chat/completions", Body(name, ""","logprobs":true,"top_logprobs":3,"seed":7,"logit_bias":{"50256":-100}"""));
        Assert.Equal(200, answer.Status);
        Assert.Equal("logprobs,top_logprobs,logit_bias", answer.Header("x-bf-dropped-params"));
        Assert.Equal(["messages", "model", "seed"], Sent().EnumerateObject().Select(x => x.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task It_is_taken_out_of_what_was_translated_as_well()
    {
        var name = await AddAsync("mistral");
        var answer = await gateway.PostAsync("/v1/messages", $$"""{"model":"{{name}}/m","max_tokens":9,"metadata":{"user_id":"u-1"},"messages":[{"role":"user","content":"Hi"}]}""");
        Assert.Equal(200, answer.Status);
        Assert.Contains("user", answer.Header("x-bf-dropped-params"), StringComparison.Ordinal);
        Assert.False(Sent().TryGetProperty("user", out _));
        Assert.Equal(9, Sent().GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public async Task A_cap_goes_by_the_name_that_the_vendor_takes()
    {
        await gateway.PostAsync("/v1/chat/completions", Body(await AddAsync("deepseek"), ",\"max_completion_tokens\":17"));
        Assert.Equal(17, Sent().GetProperty("max_tokens").GetInt32());
        await gateway.PostAsync("/v1/chat/completions", Body(await AddAsync("cerebras"), ",\"max_completion_tokens\":18"));
        Assert.Equal(18, Sent().GetProperty("max_completion_tokens").GetInt32());
    }

    [Fact]
    public async Task A_key_goes_in_the_header_that_the_vendor_reads()
    {
        await gateway.PostAsync("/v1/chat/completions", Body(await AddAsync("sarvam")), true, "application/json", ("api-subscription-key", "callers-own"));
        var headers = gateway.Provider.Requests[^1].Headers;
        Assert.Equal("vendor-key", Assert.Single(headers, x => x.Key.Equals("api-subscription-key", StringComparison.OrdinalIgnoreCase)).Value);
        Assert.DoesNotContain(headers, x => x.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase));

        await gateway.PostAsync("/v1/chat/completions", Body(await AddAsync("docker-model-runner")));
        Assert.DoesNotContain(gateway.Provider.Requests[^1].Headers, x => x.Value.Contains("vendor-key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_operation_that_the_vendor_does_not_document_is_refused_before_it_is_sent()
    {
        var name = await AddAsync("arcee");
        var before = gateway.Provider.Requests.Count;
        var answer = await gateway.PostAsync("/v1/embeddings", $$"""{"model":"{{name}}/m","input":"x"}""");
        Assert.Equal(400, answer.Status);
        Assert.Equal(before, gateway.Provider.Requests.Count);
    }

    [Fact]
    public async Task A_path_of_the_vendors_own_is_used()
    {
        var name = await AddAsync("perplexity");
        await gateway.PostAsync("/v1/responses", $$"""{"model":"{{name}}/sonar","input":"x"}""");
        Assert.Equal("/v1/v1/responses", gateway.Provider.Requests[^1].Target);
    }

    private static string Body(string name, string more = "") => $$"""{"model":"{{name}}/m","messages":[{"role":"user","content":"Hello"}]{{more}}}""";

    private JsonElement Sent() => JsonDocument.Parse(gateway.Provider.Requests[^1].Body).RootElement;

    private async Task<string> AddAsync(string kind)
    {
        var name = $"{kind}-{Guid.NewGuid():N}"[..Math.Min(40, kind.Length + 9)];
        await gateway.AddProviderAsync(HostileGateway.Spec(name, gateway.Provider.BaseUrl) with { Kind = kind, Keys = [new ProviderKeySpec("main", "vendor-key")] });
        return name;
    }
}
