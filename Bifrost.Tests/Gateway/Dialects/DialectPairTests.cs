using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Tests.Gateway.WireFormats;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>Every dialect's caller reaches every dialect's provider, through the real host: what was asked arrives, what was answered comes back, and is accounted.</summary>
public sealed class DialectPairTests(DialectHost host) : IClassFixture<DialectHost>
{
    public static TheoryData<string, string, bool> Pairs()
    {
        var pairs = new TheoryData<string, string, bool>();
        foreach (var caller in DialectWire.All)
        {
            foreach (var provider in DialectWire.All.Where(x => Bifrost.Gateway.Providers.ProviderCatalog.Find(x.Kind) is not null))
            {
                pairs.Add(caller.Name, provider.Name, false);
                pairs.Add(caller.Name, provider.Name, true);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_tool_call_goes_there_and_back(string callerName, string providerName, bool stream)
    {
        var (caller, provider) = (Wire(callerName), Wire(providerName));
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(Answer(provider, stream));
        var model = $"{provider.Provider}/{provider.Model}";

        using var response = await PostAsync(caller, model, stream);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {Encoding.UTF8.GetString(body)}");

        var received = host.Provider.Requests[^1];
        Assert.Equal(provider.UpstreamPath(stream), received.Path);
        Assert.DoesNotContain("sk-bf-", string.Join('\n', received.Headers.Select(x => x.Value)), StringComparison.Ordinal);
        AssertAsked(provider, received.Body, stream);
        AssertAnswered(caller, body, stream);
        await AssertRecordedAsync(response);
    }

    private async Task<HttpResponseMessage> PostAsync(DialectWire caller, string model, bool stream)
    {
        var output = new ArrayBufferWriter<byte>();
        using var request = DialectSamples.Request(model, stream);
        caller.Format.WriteRequest(request, new RequestFrame(model, caller.Kind), new TranslationNotes(caller.Format.NameOf), output);
        using var content = new ByteArrayContent(output.WrittenSpan.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await host.Client.PostAsync(new Uri(caller.PathFor(model, stream), UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    private static Script Answer(DialectWire provider, bool stream)
    {
        var output = new ArrayBufferWriter<byte>();
        var frame = new AnswerFrame("ans_1", provider.Model, 1_760_000_000);
        if (!stream)
        {
            provider.Format.WriteAnswer(DialectSamples.Answer(), frame, output);
            return new Script().Chunk(output.WrittenMemory);
        }

        var writer = provider.Format.NewStreamWriter(frame, output);
        AnswerReplay.Play(DialectSamples.Answer(), writer);
        writer.Complete();
        var script = new Script().ContentType(provider.Format.StreamType);
        for (var at = 0; at < output.WrittenCount; at += 7)
        {
            // Wherever characters, lines and frames end.
            script.Chunk(output.WrittenMemory.Slice(at, Math.Min(7, output.WrittenCount - at)));
        }

        return script;
    }

    private static void AssertAsked(DialectWire provider, byte[] body, bool stream)
    {
        Assert.True(provider.Format.TryReadRequest(body, provider.Shape(stream), out var asked, out var error), $"{error} {Encoding.UTF8.GetString(body)}");
        using (asked)
        {
            Assert.Equal(provider.Model, asked.Model);
            Assert.Equal(stream, asked.Stream);
            Assert.Equal(300, asked.MaxOutputTokens);
            Assert.Equal(0.5, asked.Sampling.Temperature);
            Assert.Equal("weather", Assert.Single(asked.Tools).Name);
            var parts = asked.Messages.SelectMany(x => x.Parts).ToArray();
            Assert.Equal(["You are terse.", DialectSamples.Question], parts.OfType<TextPart>().Select(x => x.Text));
            Assert.Equal(DialectSamples.Arguments, Assert.Single(parts.OfType<ToolCallPart>()).Arguments.Replace(" ", "", StringComparison.Ordinal));
            var result = Assert.Single(parts.OfType<ToolResultPart>());
            Assert.Contains("sunny", Assert.IsType<TextPart>(Assert.Single(result.Content)).Text, StringComparison.Ordinal);
        }
    }

    private static void AssertAnswered(DialectWire caller, byte[] body, bool stream)
    {
        var builder = new AnswerBuilder();
        if (stream)
        {
            var reader = caller.Format.NewStreamReader();
            foreach (var unit in StreamUnits.Of(caller.Format.Framing, body))
            {
                reader.Read(unit, builder);
            }

            Assert.True(reader.EndedCleanly, Encoding.UTF8.GetString(body));
        }
        else
        {
            Assert.True(caller.Format.TryReadAnswer(body, builder), Encoding.UTF8.GetString(body));
        }

        var answer = builder.Build();
        Assert.Null(answer.Failure);
        Assert.Equal(DialectSamples.Thanks, string.Concat(answer.Parts.OfType<TextPart>().Select(x => x.Text)));
        var call = Assert.Single(answer.Parts.OfType<ToolCallPart>());
        Assert.Equal(("weather", DialectSamples.Arguments), (call.Name, call.Arguments.Replace(" ", "", StringComparison.Ordinal)));
        Assert.Equal(FinishReason.ToolCalls, answer.Finish);
    }

    private async Task AssertRecordedAsync(HttpResponseMessage response)
    {
        var record = await host.RecordOfAsync(response);
        Assert.Equal(UsageOutcome.Completed, record.Outcome);
        Assert.Equal((40, 12, false), (record.InputTokens, record.OutputTokens, record.Estimated));
    }

    private static DialectWire Wire(string name) => DialectWire.All.Single(x => x.Name == name);
}
