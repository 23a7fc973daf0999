using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Limits;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>
/// A translated call whose first try fails in every way: who is asked again and who is not, both tries are in the record, and what is
/// charged was generated once. Each caller's dialect meets a provider of another one, which has two keys and a hard budget.
/// </summary>
public sealed class TranslatedRetryTests(RetriedHost host) : IClassFixture<RetriedHost>
{
    // 40 tokens of input at $1 and 12 of output at $2 a million.
    private const long Cost = 64_000;

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        for (var i = 0; i < DialectWire.All.Count; i++)
        {
            pairs.Add(DialectWire.All[i].Name, DialectWire.All[(i + 1) % DialectWire.All.Count].Name);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_another_key_may_do_better_is_asked_again_and_charged_once(string callerName, string providerName)
    {
        var (caller, provider) = (Wire(callerName), Wire(providerName));
        foreach (var (first, stream) in ((Script, bool)[])[(Error(provider, 429).RetryAfter(7), false), (Error(provider, 503), true), (new Script().Status(502).ContentType("text/html").Chunk("<html>"), false)])
        {
            var (response, record, tries) = await AskAsync(caller, provider, stream, first, Answer(provider, stream));

            Assert.Equal((200, 2, 2), ((int)response.StatusCode, record.Attempts, record.AttemptTrail!.Split('\n').Length));
            Assert.Equal((Cost, false, UsageOutcome.Completed), (record.CostNanos, record.Estimated, record.Outcome));
            Assert.Equal(2, tries.Length);
            Assert.Equal(tries[0].Body, tries[1].Body);
        }
    }

    /// <summary>It may have been generated: nobody is asked again, and what may be billed is charged, within what was held.</summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_may_have_been_generated_is_not_asked_again(string callerName, string providerName)
    {
        var (caller, provider) = (Wire(callerName), Wire(providerName));
        foreach (var (script, stream, status) in ((Script, bool, int)[])[(new Script().Reset(), false, 502), (new Script().Hang(), true, 504), (Begun(provider).Close(), true, 200), (Cut(provider).Close(), false, 502)])
        {
            var (response, record, tries) = await AskAsync(caller, provider, stream, script, Answer(provider, stream));

            Assert.Equal((status, 1), ((int)response.StatusCode, record.Attempts));
            Assert.Single(tries);
            Assert.True(record.Estimated);
            Assert.InRange(record.CostNanos!.Value, 1, record.HeldNanos!.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_was_not_generated_costs_nothing(string callerName, string providerName)
    {
        var (caller, provider) = (Wire(callerName), Wire(providerName));
        foreach (var (script, stream) in ((Script, bool)[])[(new Script().ContentType("text/html").Chunk("<html>busy</html>"), false), (new Script().ContentType("text/html").Chunk("<html>busy</html>"), true), (Error(provider, 200), false)])
        {
            var (response, record, tries) = await AskAsync(caller, provider, stream, script, Answer(provider, stream));

            Assert.Equal((502, 1, 0L), ((int)response.StatusCode, record.Attempts, record.CostNanos));
            Assert.Single(tries);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task The_last_refusal_reaches_the_caller_with_its_wait(string callerName, string providerName)
    {
        var (caller, provider) = (Wire(callerName), Wire(providerName));

        var (response, record, tries) = await AskAsync(caller, provider, false, Error(provider, 503), Error(provider, 429).RetryAfter(7));

        Assert.Equal((429, 2, 0L, 2), ((int)response.StatusCode, record.Attempts, record.CostNanos, tries.Length));
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(caller.Format.TryReadError(body, out _, out var message), Encoding.UTF8.GetString(body));
        Assert.Contains("The pipe is full.", message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_second_try_that_breaks_is_charged_as_a_first_one(string callerName, string providerName)
    {
        var (caller, provider) = (Wire(callerName), Wire(providerName));

        var (response, record, tries) = await AskAsync(caller, provider, true, Error(provider, 503), Begun(provider).Close());

        Assert.Equal((200, 2, 2, UsageOutcome.StreamBroken), ((int)response.StatusCode, record.Attempts, tries.Length, record.Outcome));
        Assert.InRange(record.CostNanos!.Value, 1, record.HeldNanos!.Value);
    }

    private async Task<(HttpResponseMessage Response, UsageRecord Record, ReceivedRequest[] Tries)> AskAsync(DialectWire caller, DialectWire provider, bool stream, params Script[] scripts)
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(scripts);
        var sent = host.Provider.Requests.Count;
        var output = new ArrayBufferWriter<byte>();
        var model = $"{provider.Provider}/{provider.Model}";
        using var request = DialectSamples.Request(model, stream);
        caller.Format.WriteRequest(request, new RequestFrame(model, caller.Kind), new TranslationNotes(caller.Format.NameOf), output);
        using var content = new ByteArrayContent(output.WrittenSpan.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var response = await host.Client.PostAsync(new Uri(caller.PathFor(model, stream), UriKind.Relative), content, TestContext.Current.CancellationToken);
        await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var tries = host.Provider.Requests.Skip(sent).ToArray();

        // Nothing is held any more, and the budget has what the records say.
        await Polling.UntilAsync(() => host.Host.Services.GetRequiredService<SpendLedger>().With(x => x.Sum(y => y.Reserved)) == 0, () => "a hold is left");
        Assert.True(await host.Host.Services.GetRequiredService<UsageWriter>().FlushAsync());
        await using var db = await host.Host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var records = await db.UsageRecords.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(records.Sum(x => x.ChargedNanos), await db.BudgetSpend.SumAsync(x => x.PostedNanos, TestContext.Current.CancellationToken));
        return (response, records.Single(x => x.Id == Guid.Parse(response.Headers.GetValues("x-request-id").Single())), tries);
    }

    private static Script Error(DialectWire provider, int status)
    {
        var error = new ArrayBufferWriter<byte>();
        provider.Format.WriteError(new RefusalText(status, "rate_limit_exceeded", "The pipe is full."), "req-1", error);
        return Script.Json(Encoding.UTF8.GetString(error.WrittenSpan), status);
    }

    private static byte[] Whole(DialectWire provider)
    {
        var output = new ArrayBufferWriter<byte>();
        provider.Format.WriteAnswer(DialectSamples.Answer(), new AnswerFrame("ans_1", provider.Model, 1_760_000_000), output);
        return output.WrittenSpan.ToArray();
    }

    private static Script Cut(DialectWire provider) => new Script().Chunk(Whole(provider).AsMemory(0, 80));

    private static Script Answer(DialectWire provider, bool stream)
    {
        if (!stream)
        {
            return new Script().Chunk(Whole(provider));
        }

        var output = new ArrayBufferWriter<byte>();
        var writer = provider.Format.NewStreamWriter(new AnswerFrame("ans_1", provider.Model, 1_760_000_000), output);
        AnswerReplay.Play(DialectSamples.Answer(), writer);
        writer.Complete();
        return new Script().ContentType(provider.Format.StreamType).Chunk(output.WrittenMemory);
    }

    private static Script Begun(DialectWire provider)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = provider.Format.NewStreamWriter(new AnswerFrame("ans_1", provider.Model, 1_760_000_000), output);
        writer.Start("ans_1", provider.Model, null);
        writer.BeginPart(new AnswerPart(0, AnswerPartKind.Text));
        writer.Delta(0, "Half of it"u8);
        return new Script().ContentType(provider.Format.StreamType).Chunk(output.WrittenSpan.ToArray());
    }

    private static DialectWire Wire(string name) => DialectWire.All.Single(x => x.Name == name);
}
