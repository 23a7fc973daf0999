using System.Text.RegularExpressions;
using Bifrost.Domain.Providers;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>What <c>/metrics</c> tells: enough, bounded, and nothing of callers' words or keys.</summary>
public sealed partial class MetricsTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    [Fact]
    public async Task Metrics_are_bounded_and_hold_no_content()
    {
        const string Canary = "canary-7fd1";
        await gateway.AddProviderAsync(HostileGateway.Spec("failing", gateway.Provider.BaseUrl, "sk-broken"));
        await gateway.ChatAsync(stream: true);
        await gateway.ChatAsync();
        await gateway.ChatAsync("failing/gpt-4o");
        await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"fake/gpt-4o","user":"{{Canary}}","messages":[{"role":"user","content":"{{Canary}}"}],"{{Canary}}":1}""", true, "application/json", ("x-bf-tags", "t=" + Canary), ("x-bf-end-user", Canary), ("User-Agent", Canary), ("x-request-id", Canary));
        await gateway.ChatAsync("nobody/" + Canary);
        gateway.Provider.On(x => x.Json!["model"]!.GetValue<string>().StartsWith("junk", StringComparison.Ordinal), x => Script.Error(404, "no", "t", "e_" + x.Json!["model"]!.GetValue<string>()[4..].Replace("-", "_", StringComparison.Ordinal).Replace(Canary[..6], "", StringComparison.Ordinal)));
        foreach (var batch in Enumerable.Range(0, 400).Chunk(40)) await Task.WhenAll(batch.Select(i => gateway.ChatAsync($"fake/junk-{Canary}-{(char)('a' + (i % 26))}{(char)('a' + (i / 26))}")));
        await gateway.PostAsync("/v1/chat/completions", "{}", true, "application/json");
        await gateway.PostAsync("/v1/chat/completions", "{}", false, "application/json", ("Authorization", "Bearer " + Canary));
        await gateway.ChatAsync("fake/gpt-4o-mini");

        var text = (await gateway.SendAsync(HttpMethod.Get, "/metrics", null, withKey: false)).Text;

        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Key, text, StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Key[^4..] + "\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("upstream-key", text, StringComparison.Ordinal);
        Assert.Contains("gpt-4o-mini", text, StringComparison.Ordinal);
        var series = text.Split('\n').Where(x => x.StartsWith("bifrost_gateway_requests", StringComparison.Ordinal)).ToArray();
        Assert.InRange(series.Length, 5, 200);
        foreach (var name in (string[])["gen_ai_server_request_duration", "gen_ai_server_time_to_first_token", "bifrost_gateway_overhead", "bifrost_gateway_tokens", "bifrost_gateway_in_flight"]) Assert.Contains(name, text, StringComparison.Ordinal);
        foreach (var cause in (string[])["upstream_error", "model_not_found", "invalid_request", "invalid_api_key"]) Assert.Contains($"error_type=\"{cause}\"", text, StringComparison.Ordinal);
        var labels = LabelName().Matches(string.Join('\n', text.Split('\n').Where(x => x.StartsWith("bifrost", StringComparison.Ordinal) || x.StartsWith("gen_ai", StringComparison.Ordinal)))).Select(x => x.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["error_type", "gen_ai_operation_name", "gen_ai_provider_name", "gen_ai_request_model", "gen_ai_token_type", "le", "otel_scope_name", "outcome"], labels);
    }

    [GeneratedRegex("[{,]([a-zA-Z_]+)=\"")]
    private static partial Regex LabelName();
}
