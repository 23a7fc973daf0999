using Bifrost.Domain.Providers;
using Bifrost.Tests.Testing;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>Whatever a stream brings is held for and charged, in whichever field a vendor puts it.</summary>
public sealed class UnfamiliarOutputTests
{
    private const string Streamed = ",\"stream\":true";

    private static readonly string Words = string.Concat(Enumerable.Repeat(" word", 500));

    private static PriceSpec Price => new() { Model = "*", InputPerMtok = 1, OutputPerMtok = 1_000 };

    /// <summary>Twice 500 tokens, and no usage at the end.</summary>
    [Theory]
    [InlineData("""{"tool_calls":[{"index":0,"id":"t","type":"custom","custom":{"name":"write","input":"WORDS"}}]}""", true)]
    [InlineData("""{"role":"assistant","thinking":"WORDS"}""", true)]
    [InlineData("""{"reasoning_details":[{"type":"reasoning.summary","summary":"WORDS","format":"x"}]}""", true)]
    [InlineData("""{"of":{"a":[{"vendor":["WORDS"]}]}}""", true)]
    [InlineData("""{"audio":{"data":"WORDS"}}""", false)]
    [InlineData("""{"reasoning_details":[{"type":"reasoning.encrypted","data":"WORDS"}],"signature":"WORDS"}""", false)]
    public async Task WhatACallerReadsIsCharged(string delta, bool isOutput)
    {
        await using var host = await StartAsync(null, null, Budget(100), Price);
        await host.ShowAllOutputAsync();
        var chunk = Chunk(delta);
        host.Provider.On(_ => true, Script.Sse(chunk, chunk, ChatEvents.Text("The last"), ChatEvents.Finish, ChatEvents.Done));

        await host.ChatAsync(Streamed);

        var posted = (await host.SettledAsync()).Posted;
        Assert.Equal((true, isOutput), (posted > 1_000_000, posted > 900_000_000));
    }

    /// <summary>A dollar, and five dollars of text that the caller sees as it comes.</summary>
    [Fact]
    public async Task AHoldStaysAheadOfWhatACustomToolIsGiven()
    {
        await using var host = await StartAsync(null, null, Budget(1), Price);
        await host.ShowAllOutputAsync();
        var chunk = Chunk("""{"tool_calls":[{"index":0,"custom":{"input":"WORDS"}}]}""".Replace("WORDS", Words[..500], StringComparison.Ordinal));
        host.Provider.On(_ => true, Script.Sse([.. Enumerable.Repeat(chunk, 50), ChatEvents.Finish, ChatEvents.Usage(5_000, 0), ChatEvents.Done]));

        var (_, body, _) = await host.ChatAsync(Streamed + ""","tools":[{"type":"custom","custom":{"name":"write"}}]""");

        Assert.Contains("budget_exceeded", body, StringComparison.Ordinal);
        Assert.InRange((await host.SettledAsync()).Posted, 1_000_000, 1_000_000_000);
    }

    /// <summary>What a vendor says of a choice is none of its text: verdicts of a content filter in each chunk.</summary>
    [Fact]
    public async Task WhatStandsBesideADeltaIsNotCharged()
    {
        await using var host = await StartAsync(null, null, Budget(100), Price);
        await host.ShowAllOutputAsync();
        var chunk = ChatEvents.Text("Hi").Replace("\"finish_reason\":null", "\"content_filter_results\":{\"hate\":{\"filtered\":false,\"severity\":\"" + Words + "\"}},\"finish_reason\":null", StringComparison.Ordinal);
        host.Provider.On(_ => true, Script.Sse(chunk, chunk, ChatEvents.Finish, ChatEvents.Done));

        await host.ChatAsync(Streamed);

        Assert.InRange((await host.SettledAsync()).Posted, 1, 10_000_000);
    }

    private static string Chunk(string delta) =>
        $$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{{delta.Replace("WORDS", Words, StringComparison.Ordinal)}},"finish_reason":null}]}""" + "\n\n";
}
