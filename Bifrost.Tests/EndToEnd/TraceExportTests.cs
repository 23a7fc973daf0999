using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>Traces as OpenTelemetry's GenAI conventions name them, by both of OTLP's protocols, without a word of the prompt or a key.</summary>
[Collection(ProcessTests.Name)]
public sealed class TraceExportTests
{
    private const string Prompt = "words-of-the-prompt";
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    private readonly Fleet fleet = new();

    [Theory]
    [InlineData("http/protobuf", "/v1/traces")]
    [InlineData(null, "/opentelemetry.proto.collector.trace.v1.TraceService/Export")]
    public async Task A_call_is_one_span_of_the_conventions(string? protocol, string path)
    {
        await using var collector = await FakeCollector.StartAsync();
        await using var provider = await FakeProvider.StartAsync();
        provider.UsageOf = _ => new TrueUsage(1204, 310);
        (string, string)[] environment = [("OTEL_EXPORTER_OTLP_ENDPOINT", protocol is null ? collector.GrpcEndpoint : collector.HttpEndpoint), .. protocol is null ? [] : new[] { ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol) }];
        await using var bifrost = await BifrostProcess.StartAsync(fleet.Options(provider, null, environment));
        using var client = bifrost.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", fleet.Key);
        client.DefaultRequestHeaders.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");
        using var body = new StringContent($$"""{"model":"fake/gpt-4o","messages":[{"role":"user","content":"{{Prompt}}"}]}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/v1/chat/completions", body);
        Assert.True(response.IsSuccessStatusCode);

        // What waits in the batch leaves with the process.
        Assert.Equal(0, await bifrost.TerminateAsync());

        Assert.Equal([path], collector.Paths.Distinct());
        Assert.True(collector.Holds("chat gpt-4o"));
        Assert.Equal("chat", collector.Attribute("gen_ai.operation.name"));
        Assert.Equal("fake", collector.Attribute("gen_ai.provider.name"));
        Assert.Equal("gpt-4o", collector.Attribute("gen_ai.request.model"));
        Assert.Equal(1204L, collector.Attribute("gen_ai.usage.input_tokens"));
        Assert.Equal(310L, collector.Attribute("gen_ai.usage.output_tokens"));
        Assert.Equal(200L, collector.Attribute("http.response.status_code"));
        Assert.Equal(response.Headers.GetValues("x-request-id").Single(), collector.Attribute("bifrost.request_id"));
        Assert.Equal("bifrost", collector.Attribute("service.name"));
        Assert.True(collector.Bytes.AsSpan().IndexOf(Convert.FromHexString(TraceId)) >= 0, "not the caller's trace");
        foreach (var secret in new[] { Prompt, fleet.Key, fleet.UpstreamKey }) Assert.False(collector.Holds(secret), secret);
    }

    [Fact]
    public async Task A_collector_that_is_away_harms_no_call_and_no_stop()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var bifrost = await BifrostProcess.StartAsync(fleet.Options(provider, null, ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{TestPaths.FreePort()}")));
        using var caller = new GatewayCaller(bifrost, fleet.Key);

        Assert.Equal(200, (await caller.ChatAsync()).Status);
        Assert.Equal(0, await bifrost.TerminateAsync());
    }
}
