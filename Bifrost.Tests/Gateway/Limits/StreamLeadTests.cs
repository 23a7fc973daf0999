using System.Net;
using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Tests.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>What is held for a stream stays ahead of what has come, however dense it is and in however large pieces it comes.</summary>
public sealed class StreamLeadTests
{
    private const decimal ATenthOfACent = 0.001m;
    private const string Streamed = ",\"stream\":true";

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("unknown-words")]
    public async Task ABurstIsCutBeforeTheEventThatCannotBePaid(string model)
    {
        await using var host = await StartAsync(null, null, Budget(0.6m, outputCap: false), APriceForOutput(ATenthOfACent));
        await host.ShowAllOutputAsync("fake/" + model);
        var words = string.Concat(Enumerable.Repeat(" word", 40));
        host.Provider.On(_ => true, Script.Sse(string.Concat(Enumerable.Repeat(ChatEvents.Text(words), 50)) + ChatEvents.Finish + ChatEvents.Usage(2_000, 0) + ChatEvents.Done));

        var (status, body, _) = await host.ChatAsync(Streamed, "fake/" + model);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"code\":\"budget_exceeded\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
        var record = Assert.Single((await host.SettledAsync()).Records);
        Assert.Equal((UsageOutcome.Ended, true), (record.Outcome, record.Estimated));
        Assert.InRange(record.CostNanos!.Value, 40_000_000, record.HeldNanos!.Value);
        var passed = body.Split("word").Length - 1;
        Assert.InRange(passed, 40, 600);
    }

    [Fact]
    public async Task DensePiecesAreNotCountedAsFewTokens()
    {
        await using var host = await StartAsync(null, null, Budget(3, outputCap: false), APriceForOutput(ATenthOfACent));
        await host.ShowAllOutputAsync("fake/unknown-words");

        // Pieces of 24 bytes that are 24 tokens: rare ones.
        host.Provider.On(_ => true, Script.Sse([.. Enumerable.Repeat(ChatEvents.Text("~^~|}{`~^~|}{`~^~|}{`~^~"), 400), ChatEvents.Finish, ChatEvents.Usage(9_600, 0), ChatEvents.Done]));

        var (_, body, _) = await host.ChatAsync(Streamed, "fake/unknown-words");

        Assert.Contains("\"code\":\"budget_exceeded\"", body, StringComparison.Ordinal);
        Assert.InRange((await host.SettledAsync()).Posted, 1, 3_000_000_000);
        Assert.True((body.Split("~^~|}{`~^~|}{`~^~|}{`~^~").Length - 1) * 24 <= 3_000);
    }

    [Fact]
    public async Task OrdinaryTextIsCountedByTheModelsOwnVocabularyWhereRoomLacks()
    {
        await using var host = await StartAsync(null, null, Budget(2.4m), APriceForOutput(ATenthOfACent));
        await host.ShowAllOutputAsync();

        // 2,000 tokens of 10,000 bytes: with the 256 ahead just what is there.
        host.Provider.TextOf = _ => string.Join(' ', Enumerable.Repeat("word", 2_000));

        var (_, body, _) = await host.ChatAsync(Streamed);

        Assert.EndsWith(ChatEvents.Done, body, StringComparison.Ordinal);
        Assert.Equal(2_000_000_000, (await host.SettledAsync()).Posted);
    }

    /// <summary>A kill would forget that it is held for, and bill less than the caller has.</summary>
    [Fact]
    public async Task NothingGoesOnWhoseHoldTheJournalDoesNotTake()
    {
        await using var host = await StartAsync(null, null, Budget(100), APriceForOutput(ATenthOfACent));
        await host.ShowAllOutputAsync();
        using var go = new ScriptGate();
        var words = string.Concat(Enumerable.Repeat(" word", 5_000));
        host.Provider.On(_ => true, new Script().ContentType("text/event-stream").Chunk(ChatEvents.Text("The first")).Gate(go.Opened).Chunk(ChatEvents.Text(words)).Chunk(ChatEvents.Finish).Chunk(ChatEvents.Done));
        using var client = host.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = host.Authorization;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent("""{"model":"fake/gpt-4o","stream":true,"messages":[{"role":"user","content":"Hi"}]}""", Encoding.UTF8, "application/json") };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Contains("The first", await reader.ReadLineAsync(), StringComparison.Ordinal);

        var folder = Path.Combine(host.Host.DataFolder, "journal");
        Directory.Move(folder, folder + "-away");
        FillTheFilesThatAreOpen(host.Host.Services.GetRequiredService<UsageJournal>());
        go.Open();
        var rest = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Directory.Move(folder + "-away", folder);

        Assert.Contains("\"code\":\"accounting_unavailable\"", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("word", rest, StringComparison.Ordinal);
        var record = Assert.Single((await host.SettledAsync()).Records);
        Assert.Equal((UsageOutcome.Ended, "accounting_unavailable"), (record.Outcome, record.ErrorCode));
    }

    private static void FillTheFilesThatAreOpen(UsageJournal journal)
    {
        // To the last byte, with the smallest frames that there are.
        var other = SampleUsage.At(SampleUsage.Noon);
        var ticket = journal.Begin(other);
        for (var i = 0; i < 1_000_000 && journal.Raise(ticket, 1, 1); i++)
        {
        }

        Assert.False(journal.IsHealthy);
        journal.Settle(ticket, other);
    }
}
