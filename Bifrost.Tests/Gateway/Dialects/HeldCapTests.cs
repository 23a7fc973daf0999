using System.Buffers;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>
/// Whatever a caller asks of a model's thoughts and of its output, in front of a hard budget: the provider is never sent a cap, or
/// without one a budget for thoughts, above what is held for the answer.
/// </summary>
public sealed class HeldCapTests
{
    private const string Tools = """[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}]""";

    // Input costs nothing and a token of output a micro-dollar: what is held says for how many.
    private const long NanosAToken = 1_000;

    private static readonly string[] CapNames = ["max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens", "maxTokens", "num_predict"];

    private static readonly string[] BudgetNames = ["budget_tokens", "thinkingBudget", "token_budget", "thinking_budget"];

    /// <summary>What is said of thoughts, in all the ways that callers of chat completions have.</summary>
    private static readonly string[] Thoughts =
    [
        "", ",\"reasoning_effort\":\"low\"", ",\"reasoning_effort\":\"high\"", ",\"reasoning_effort\":\"xhigh\"", ",\"reasoning\":{\"enabled\":true}",
        ",\"reasoning\":{\"max_tokens\":2000}", ",\"reasoning\":{\"max_tokens\":30000}", ",\"reasoning\":{\"max_tokens\":200000}", ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":50000}",
    ];

    private static readonly string[] Caps = ["", ",\"max_tokens\":700", ",\"max_tokens\":3000", ",\"max_tokens\":40000", ",\"max_tokens\":null", ",\"max_completion_tokens\":900,\"max_tokens\":100"];

    [Fact]
    public async Task No_cap_that_is_sent_is_above_what_is_held()
    {
        await using var provider = await FakeProvider.StartAsync();
        var targets = DialectWire.All.Concat([.. DialectWire.All.Where(x => x.Kind is "bedrock").Select(x => x with { Model = "anthropic.claude-next" }),
            .. DialectWire.All.Where(x => x.Kind == "gemini").Select(x => x with { Model = "gemini-2.5-flash" }), .. DialectWire.All.Where(x => x.Kind == "deepseek").Select(x => x with { Model = "openrouter" })]).ToList();
        await using var host = await StartAsync(provider, targets);
        using var client = host.CreateClient(await host.AddKeyAsync("held", "*"));
        var sent = new List<(string Id, string What, long Most)>();
        foreach (var (target, body) in targets.SelectMany(x => Bodies(NameOf(x)).Select(body => (x, body))))
        {
            provider.ForgetScripts();
            provider.Enqueue(Answer(target));
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await client.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), content, TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, $"{body}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
            sent.Add((response.Headers.GetValues("x-request-id").Single(), $"{body} as {provider.Requests[^1].BodyText}", Most(provider.Requests[^1].BodyText)));
        }

        var held = await HeldAsync(host);
        Assert.All(sent, x => Assert.True(x.Most <= held[x.Id], $"{x.Most} of {held[x.Id]}: {x.What}"));
        Assert.Contains(sent, x => x.Most > 8_192);
    }

    private static IEnumerable<string> Bodies(string model) =>
        from thought in Thoughts
        from cap in Caps
        from tools in (string[])["", ",\"tools\":" + Tools]
        select $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hi"}]{{thought}}{{cap}}{{tools}}}""";

    /// <summary>The cap, and where there is none a budget for thoughts.</summary>
    private static long Most(string body)
    {
        using var parsed = JsonDocument.Parse(body);
        var (cap, budget) = (0L, 0L);
        Walk(parsed.RootElement, "");
        return cap > 0 ? cap : budget;

        void Walk(JsonElement at, string within)
        {
            foreach (var field in at.EnumerateObject())
            {
                if (field.Value.ValueKind == JsonValueKind.Object)
                {
                    Walk(field.Value, field.Name);
                }
                else if (field.Value.ValueKind == JsonValueKind.Number)
                {
                    var isBudget = within == "reasoning" || BudgetNames.Contains(field.Name);
                    cap = !isBudget && CapNames.Contains(field.Name) ? Math.Max(cap, field.Value.GetInt64()) : cap;
                    budget = isBudget ? Math.Max(budget, field.Value.GetInt64()) : budget;
                }
            }
        }
    }

    private static string NameOf(DialectWire target) => target.Model == "openrouter" ? "p-router/model-x" : $"{target.Provider}/{target.Model}";

    private static async Task<Dictionary<string, long>> HeldAsync(InProcessBifrost host)
    {
        Assert.True(await host.Services.GetRequiredService<UsageWriter>().FlushAsync(TestContext.Current.CancellationToken));
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var records = await db.UsageRecords.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
        return records.ToDictionary(x => x.Id.ToString(), x => x.HeldNanos!.Value / NanosAToken);
    }

    private static Task<InProcessBifrost> StartAsync(FakeProvider provider, List<DialectWire> targets)
    {
        var rows = DialectWire.All.Select(x => Row(x.Provider, x.Kind, x.BasePath)).Append(Row("p-router", "openrouter", "/v1"));
        var prices = targets.Select(x => $$"""{ "model": "{{NameOf(x)}}", "input_per_mtok": 0, "output_per_mtok": 1 }""");
        var limits = targets.Select(x => $$"""{ "model": "{{NameOf(x)}}", "budgets": [ { "limit_usd": 100000, "period": "1d" } ] }""");
        return InProcessBifrost.StartAsync(governance: $$"""{ "providers": [ {{string.Join(',', rows)}} ], "prices": [ {{string.Join(',', prices)}} ], "model_limits": [ {{string.Join(',', limits)}} ] }""");

        string Row(string name, string kind, string path) =>
            $$"""{ "name": "{{name}}", "kind": "{{kind}}", "base_url": "{{provider.Origin}}{{path}}", "allow_private_network": true, "keys": [ { "name": "main", "value": "upstream-secret" } ] }""";
    }

    private static Script Answer(DialectWire target)
    {
        var answer = new ChatAnswer { Id = "a", Model = "m", Finish = FinishReason.Stop, Usage = new TokenUsage { InputTokens = 1, OutputTokens = 1 } };
        answer.Parts.Add(new TextPart("Hi"));
        var output = new ArrayBufferWriter<byte>();
        target.Format.WriteAnswer(answer, new AnswerFrame("ans_1", target.Model, 1_760_000_000), output);
        return new Script().Chunk(output.WrittenMemory);
    }
}
