using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>A budget's cap reaches the provider in its own field, whichever dialects meet; unknown fields of a body that passes survive it.</summary>
public sealed class DialectBudgetTests
{
    [Fact]
    public async Task A_cap_near_the_edge_is_sent_in_the_providers_own_field()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var host = await StartAsync(provider);
        using var client = host.CreateClient(await host.AddKeyAsync("capped", "*"));
        foreach (var caller in DialectWire.All.Where(x => x.Kind != "anthropic-compatible"))
        {
            foreach (var target in DialectWire.All)
            {
                provider.ForgetScripts();
                provider.Enqueue(Answer(target));
                using var response = await PostAsync(client, caller, $"{target.Provider}/{target.Model}");
                var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                Assert.True(response.IsSuccessStatusCode, $"{caller} to {target}: {body}");
                var cap = long.Parse(response.Headers.GetValues("x-bf-output-cap").Single(), CultureInfo.InvariantCulture);
                Assert.InRange(cap, 256, 60_000);

                var received = provider.Requests[^1];
                Assert.True(target.Format.TryReadRequest(received.Body, target.Shape(stream: false), out var asked, out _));
                using (asked)
                {
                    Assert.Equal(cap, asked.MaxOutputTokens);
                    Assert.Equal(target.Model, asked.Model);
                }

                if (caller == target)
                {
                    Assert.Contains("a_field_of_tomorrow", received.BodyText, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public async Task A_search_that_is_left_out_leaves_the_call_with_a_bound()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var host = await StartAsync(provider);
        using var client = host.CreateClient(await host.AddKeyAsync("searching", "*"));
        foreach (var target in DialectWire.All)
        {
            provider.ForgetScripts();
            provider.Enqueue(Answer(target));
            using var response = await DialectHost.PostAsync(client, "/v1/responses", $$"""
                {"model":"{{target.Provider}}/{{target.Model}}","input":[{"role":"user","content":"Hello"},{"type":"web_search_call","status":"completed"}],"max_output_tokens":300,
                "tools":[{"type":"web_search"},{"type":"custom","name":"apply_patch","format":{"type":"grammar","syntax":"lark","definition":"start: x"} } ]}
                """);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (target.Name == "openai_responses")
            {
                // Here it runs, as often as it likes.
                Assert.False(response.IsSuccessStatusCode);
                Assert.Contains("tools of the provider", body, StringComparison.Ordinal);
                continue;
            }

            Assert.True(response.IsSuccessStatusCode, $"{target}: {body}");
            Assert.Equal("input[1],tools[1].format,tools[0]", response.Headers.GetValues("x-bf-dropped-params").Single());
        }
    }

    /// <summary>$0.10 for each model: fifty thousand tokens of output at $2 a million.</summary>
    private static Task<InProcessBifrost> StartAsync(FakeProvider provider)
    {
        var rows = DialectWire.All.Select(x => $$"""{ "name": "{{x.Provider}}", "kind": "{{x.Kind}}", "base_url": "{{provider.Origin}}{{x.BasePath}}", "allow_private_network": true, "keys": [ { "name": "main", "value": "upstream-secret" } ] }""");
        var prices = DialectWire.All.Select(x => $$"""{ "model": "{{x.Provider}}/{{x.Model}}", "input_per_mtok": 1, "output_per_mtok": 2 }""");
        var limits = DialectWire.All.Select(x => $$"""{ "model": "{{x.Provider}}/{{x.Model}}", "budgets": [ { "limit_usd": 0.02, "period": "1d" } ] }""");
        return InProcessBifrost.StartAsync(governance: $$"""{ "providers": [ {{string.Join(',', rows)}} ], "prices": [ {{string.Join(',', prices)}} ], "model_limits": [ {{string.Join(',', limits)}} ] }""");
    }

    private static Script Answer(DialectWire target)
    {
        var output = new ArrayBufferWriter<byte>();
        target.Format.WriteAnswer(DialectSamples.Answer(), new AnswerFrame("ans_1", target.Model, 1_760_000_000), output);
        return new Script().Chunk(output.WrittenMemory);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, DialectWire caller, string model)
    {
        // Without tools: with them no cap is sent that the caller has not asked for.
        using var request = new ChatRequest { Model = model };
        request.Messages.Add(new ChatMessage(ChatRole.User, "Hello"));
        var output = new ArrayBufferWriter<byte>();
        caller.Format.WriteRequest(request, new RequestFrame(model, caller.Kind), new TranslationNotes(caller.Format.NameOf), output);
        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        using var content = new StringContent("{\"a_field_of_tomorrow\":1," + text[1..], Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await client.PostAsync(new Uri(caller.PathFor(model, stream: false), UriKind.Relative), content, TestContext.Current.CancellationToken);
    }
}
