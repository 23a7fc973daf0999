using System.Net;
using System.Text.Json;
using Bifrost.Gateway.Limits;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>What is held for the output counts only caps that the operation's provider reads, for every answer that is asked for.</summary>
public sealed class OutputCapTests(BudgetedGateway gateway) : IClassFixture<BudgetedGateway>
{
    private const long NoCap = Demand.DefaultOutputCap;

    private static readonly string[] Caps = ["max_tokens", "max_completion_tokens", "max_output_tokens"];

    private static readonly Dictionary<string, (string Body, string[] Own)> Operations = new()
    {
        ["chat/completions"] = ("\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]", ["max_tokens", "max_completion_tokens"]),
        ["completions"] = ("\"prompt\":\"Hi\"", ["max_tokens"]),
        ["responses"] = ("\"input\":\"Hi\"", ["max_output_tokens"]),
    };

    /// <summary>Every operation with every pair of caps, also spelled with an escape, absent, null, 0, small and large.</summary>
    public static TheoryData<string, string, long> Pairs
    {
        get
        {
            var data = new TheoryData<string, string, long>();
            foreach (var (path, (_, own)) in Operations)
            {
                foreach (var first in Caps)
                {
                    foreach (var second in Caps.Where(x => x != first))
                    {
                        AddValues(data, path, own, first, second);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task OnlyTheOperationsOwnCapsCount(string path, string caps, long held) =>
        Assert.Equal(held, (await gateway.HeldAsync(path, $$"""{"model":"fake/m",{{Operations[path].Body}}{{caps}}}""")).Output);

    [Theory]
    [InlineData("""{"model":"fake/m","prompt":"Hi","max_tokens":100,"best_of":20}""", 2_000)]
    [InlineData("""{"model":"fake/m","prompt":"Hi","max_tokens":100,"best_of":2,"n":3}""", 300)]
    [InlineData("""{"model":"fake/m","prompt":"Hi","max_tokens":100,"best_of":null,"n":3}""", 300)]
    [InlineData("""{"model":"fake/m","prompt":["a","b","c","d","e"],"max_tokens":100}""", 500)]
    [InlineData("""{"model":"fake/m","prompt":["a","b"],"max_tokens":100,"n":2,"best_of":4}""", 800)]
    [InlineData("""{"model":"fake/m","prompt":[[1,2],[3],[4]],"max_tokens":100}""", 300)]
    [InlineData("""{"model":"fake/m","prompt":[1,2,3],"max_tokens":100}""", 100)]
    [InlineData("""{"model":"fake/m","prompt":["a",1,2,["b"]],"max_tokens":100}""", 300)]
    [InlineData("""{"model":"fake/m","prompt":[],"max_tokens":100}""", 100)]
    [InlineData("""{"model":"fake/m","prompt":["a","b"]}""", 2 * NoCap)]
    public async Task EveryAnswerIsHeld(string json, long held) => Assert.Equal(held, (await gateway.HeldAsync("completions", json)).Output);

    [Theory]
    [InlineData("\"best_of\":0")]
    [InlineData("\"best_of\":129")]
    [InlineData("\"best_of\":1.5")]
    [InlineData("\"best_of\":\"2\"")]
    [InlineData("\"Best_of\":2")]
    public async Task BestOfIsReadStrictly(string field) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await gateway.SendAsync("completions", $$"""{"model":"fake/m","prompt":"Hi",{{field}}}""")).Status);

    /// <summary>Predicted text that the answer does not use is billed as output, beyond the cap.</summary>
    [Theory]
    [InlineData("\"TEXT\"")]
    [InlineData("[{\"type\":\"text\",\"text\":\"TEXT\"}]")]
    public async Task APredictionIsHeldOnTopOfTheCap(string content)
    {
        var json = $$$"""{"model":"fake/m","max_tokens":16,"messages":[{"role":"user","content":"Hi"}],"prediction":{"type":"content","content":{{{content}}}}}""";
        var (_, output) = await gateway.HeldAsync("chat/completions", json.Replace("TEXT", new string('x', 4_000), StringComparison.Ordinal));

        Assert.InRange(output, 4_016, 4_200);
        Assert.Equal(HttpStatusCode.PaymentRequired, (await gateway.SendAsync("chat/completions", json.Replace("\"max_tokens\":16", "\"stream\":true", StringComparison.Ordinal))).Status);
    }

    /// <summary>The largest caps with the most answers are too much for any budget, rather than so much that the sum turns negative.</summary>
    [Fact]
    public async Task TheMostThatCanBeAskedForIsRefused()
    {
        var prompts = string.Join(',', Enumerable.Repeat("\"\"", 1_000_000));
        Assert.Equal(HttpStatusCode.PaymentRequired, (await gateway.SendAsync("completions", $$"""{"model":"fake/m","max_tokens":2147483647,"n":128,"best_of":128,"prompt":[{{prompts}}]}""")).Status);
    }

    [Theory]
    [InlineData("chat/completions", "max_tokens")]
    [InlineData("completions", "max_tokens")]
    [InlineData("responses", "max_output_tokens")]
    public async Task ACapIsSentInTheOperationsOwnFieldBesideForeignOnes(string path, string own)
    {
        await using var host = await StartAsync(null, null, Budget(1), APriceForOutput(0.001m));
        using var client = host.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = host.Authorization;
        var foreign = string.Concat(Caps.Where(x => !Operations[path].Own.Contains(x)).Select(x => $",\"{x}\":1"));
        using var content = new StringContent($$"""{"model":"fake/m",{{Operations[path].Body}}{{foreign}}}""", System.Text.Encoding.UTF8, "application/json");

        using var response = await client.PostAsync("/v1/" + path, content);

        Assert.Equal("1000", response.Headers.GetValues("x-bf-output-cap").Single());
        using var sent = JsonDocument.Parse(host.Provider.Requests.Single().Body);
        Assert.Equal(1000, sent.RootElement.GetProperty(own).GetInt32());
    }

    private static void AddValues(TheoryData<string, string, long> data, string path, string[] own, string first, string second)
    {
        data.Add(path, $",\"{first}\":7", own.Contains(first) ? 7 : NoCap);
        data.Add(path, $",\"{first[..^1]}\\u0073\":7", own.Contains(first) ? 7 : NoCap);
        foreach (var (one, other) in ((string, string)[])[("1", "500"), ("500", "1"), ("null", "7"), ("0", "7"), ("7", "0"), ("0", "0")])
        {
            int?[] counted = [own.Contains(first) ? Number(one) : null, own.Contains(second) ? Number(other) : null];
            var held = counted.Contains(0) || counted is [null, null] ? NoCap : counted.Max()!.Value;
            data.Add(path, $",\"{first}\":{one},\"{second}\":{other}", held);
        }
    }

    private static int? Number(string text) => text == "null" ? null : int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
