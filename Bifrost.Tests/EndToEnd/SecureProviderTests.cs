using System.Security.Cryptography.X509Certificates;
using System.Text;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>A provider as they are hosted: behind TLS, on HTTP/2, where all requests share a connection.</summary>
[Collection(ProcessTests.Name)]
public sealed class SecureProviderTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly Fleet fleet = new();
    private readonly TempFolder folder = new();
    private readonly X509Certificate2 certificate = LocalCertificate.Create();

    [Fact]
    public async Task Calls_share_a_connection_and_each_is_answered_and_recorded()
    {
        await using var provider = await StartProviderAsync();
        await using var bifrost = await StartAsync(provider);
        using var caller = new GatewayCaller(bifrost, fleet.Key);
        Assert.Equal(200, (await caller.ChatAsync()).Status);

        var text = new string('x', 400_000);
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => caller.ChatAsync(stream: i % 2 == 0, text: i % 10 == 0 ? text : "Hello there")));

        Assert.All(replies, x => Assert.Equal(200, x.Status));
        Assert.All(replies.Where((_, i) => i % 2 == 0), x => Assert.EndsWith("data: [DONE]\n\n", x.Text, StringComparison.Ordinal));
        Assert.All(replies.Where((_, i) => i % 10 == 0), x => Assert.True(x.Text.Length > text.Length));
        Assert.All(provider.Requests, x => Assert.Equal("HTTP/2", x.Protocol));
        Assert.Single(provider.Requests.Select(x => x.Connection).Distinct());
        await AssertRecordedAsync(bifrost, 41);
    }

    [Fact]
    public async Task A_stream_arrives_chunk_by_chunk_and_one_that_breaks_or_is_left_harms_no_other()
    {
        await using var provider = await StartProviderAsync();
        await using var bifrost = await StartAsync(provider);
        using var client = bifrost.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", fleet.Key);
        var gate = new TaskCompletionSource();
        provider.On(x => x.BodyText.Contains("long", StringComparison.Ordinal), Script.Sse(Chunk("first")).Gate(gate.Task).Chunk(Chunk("second")).Chunk("data: [DONE]\n\n"));
        provider.On(x => x.BodyText.Contains("broken", StringComparison.Ordinal), Script.Sse(Chunk("part")).Reset());
        provider.On(x => x.BodyText.Contains("left", StringComparison.Ordinal), Script.Sse(Chunk("part")).Hang());

        using var patient = await SendAsync(client, "long");
        using var patientLines = new StreamReader(await patient.Content.ReadAsStreamAsync());
        Assert.Contains("first", await patientLines.ReadLineAsync(), StringComparison.Ordinal);

        using var broken = await SendAsync(client, "broken");
        Assert.Contains("upstream_error", await broken.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using (var left = await SendAsync(client, "left"))
        {
            using var leftLines = new StreamReader(await left.Content.ReadAsStreamAsync());
            Assert.Contains("part", await leftLines.ReadLineAsync(), StringComparison.Ordinal);
        }

        await provider.Requests[^1].CallerGone.WaitAsync(Soon);
        gate.SetResult();
        var rest = await patientLines.ReadToEndAsync();
        Assert.Contains("second", rest, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", rest, StringComparison.Ordinal);
        Assert.Single(provider.Requests.Select(x => x.Connection).Distinct());
        await AssertRecordedAsync(bifrost, 3);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_and_named_as_the_reason()
    {
        await using var provider = await FakeProvider.StartAsync(certificate);
        await using var bifrost = await BifrostProcess.StartAsync(fleet.Options(provider));
        using var caller = new GatewayCaller(bifrost, fleet.Key);

        var reply = await caller.ChatAsync();

        Assert.Equal(502, reply.Status);
        Assert.Contains("certificate", reply.Text, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        certificate.Dispose();
        folder.Dispose();
    }

    private async Task<FakeProvider> StartProviderAsync()
    {
        await File.WriteAllTextAsync(folder.Combine("trusted.pem"), certificate.ExportCertificatePem());
        return await FakeProvider.StartAsync(certificate);
    }

    private Task<BifrostProcess> StartAsync(FakeProvider provider) =>
        BifrostProcess.StartAsync(fleet.Options(provider, null, ("SSL_CERT_FILE", folder.Combine("trusted.pem"))));

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string word) => client.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent($$"""{"model":"{{GatewayCaller.Model}}","stream":true,"messages":[{"role":"user","content":"{{word}}"}]}""", Encoding.UTF8, "application/json"),
        },
        HttpCompletionOption.ResponseHeadersRead);

    private static string Chunk(string text) =>
        $$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-4o","choices":[{"index":0,"delta":{"content":"{{text}}"},"finish_reason":null}]}""" + "\n\n";

    private static Task AssertRecordedAsync(BifrostProcess bifrost, int count)
    {
        var found = 0;
        return Polling.UntilAsync(async () => (found = (await Fleet.ExportedIdsAsync(bifrost)).Distinct().Count()) == count, () => $"{found} of {count} recorded", TimeSpan.FromSeconds(30));
    }
}
