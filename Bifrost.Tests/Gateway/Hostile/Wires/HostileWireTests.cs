using Bifrost.Domain.Usage;
using Bifrost.Tests.Gateway.Dialects;

namespace Bifrost.Tests.Gateway.Hostile.Wires;

/// <summary>
/// PROMISES, section 4 C, for every provider's wire: whatever it answers, a caller of its own dialect and one of another get sound
/// framing and a typed outcome, one record is left, and nothing stays held of a budget.
/// </summary>
public sealed class HostileWireTests(HostileWireHost host) : IClassFixture<HostileWireHost>
{
    public static TheoryData<string, string> Streams() => Rows([.. HostileStreams.All, .. HostileAnswers.Heads]);

    public static TheoryData<string, string> Answers() => Rows(HostileAnswers.All);

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_of_anything_ends_in_the_callers_dialect(string wireName, string name)
    {
        var wire = HostileWires.Of(wireName);
        var bad = HostileStreams.All.Concat(HostileAnswers.Heads).Single(x => x.Name == name);
        await EachWayAsync(wire, bad, stream: true);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_whole_answer_of_anything_is_one_or_a_refusal(string wireName, string name)
    {
        var wire = HostileWires.Of(wireName);
        await EachWayAsync(wire, HostileAnswers.All.Single(x => x.Name == name), stream: false);
    }

    /// <summary>The same with every other caller.</summary>
    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Streams))]
    public async Task Every_other_caller_is_told_as_well(string wireName, string name)
    {
        var wire = HostileWires.Of(wireName);
        var bad = HostileStreams.All.Concat(HostileAnswers.Heads).Single(x => x.Name == name);
        foreach (var caller in DialectWire.All.Where(x => x != wire.Dialect))
        {
            await OneAsync(wire, bad, caller, stream: true, budgeted: false);
        }
    }

    private static TheoryData<string, string> Rows(IReadOnlyList<HostileCase> cases)
    {
        var rows = new TheoryData<string, string>();
        foreach (var wire in HostileWires.All)
        {
            foreach (var one in cases.Where(x => x.Make(wire) is not null))
            {
                rows.Add(wire.Name, one.Name);
            }
        }

        return rows;
    }

    /// <summary>Passed with and without a budget, and translated for a caller that is another for each case.</summary>
    private async Task EachWayAsync(HostileWire wire, HostileCase bad, bool stream)
    {
        var others = DialectWire.All.Where(x => x.Name != wire.Name).ToList();
        var other = others[Math.Abs(bad.Name.Sum(x => x)) % others.Count];
        Guid[] ids =
        [
            await OneAsync(wire, bad, wire.Dialect, stream, budgeted: false),
            await OneAsync(wire, bad, wire.Dialect, stream, budgeted: true),
            await OneAsync(wire, bad, other, stream, budgeted: true),
        ];
        await host.NothingIsHeldAsync();
        for (var i = 0; i < ids.Length; i++)
        {
            AssertRecord(await host.Dialects.RecordOfAsync(ids[i]), i < 2 ? bad.Passed ?? bad.End : bad.End, bad.Name);
        }
    }

    private async Task<Guid> OneAsync(HostileWire wire, HostileCase bad, DialectWire caller, bool stream, bool budgeted)
    {
        var passed = caller.Name == wire.Name;
        var end = passed ? bad.Passed ?? bad.End : bad.End;
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(bad.Make(wire)!);
        var before = host.Provider.Requests.Count;

        using var response = await host.AskAsync(caller, wire.Dialect, stream, budgeted);
        var reply = new HostileReply(response, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), caller);

        try
        {
            Assert.Equal(before + 1, host.Provider.Requests.Count);
            reply.AssertFit();
            if (end is HostileEnd.Refused or HostileEnd.Told || (end == HostileEnd.Either && (int)response.StatusCode != 200))
            {
                reply.AssertRefused(end);
            }
            else if (stream)
            {
                reply.AssertStream(end, passed);
            }
            else
            {
                reply.AssertAnswer(passed);
            }
        }
        catch (Xunit.Sdk.XunitException exception)
        {
            Assert.Fail($"{wire.Name}, {bad.Name}, for a caller of {caller.Name}{(budgeted ? " with a budget" : "")}: {exception.Message}");
        }

        return Guid.Parse(response.Headers.GetValues("x-request-id").Single());
    }

    private static void AssertRecord(UsageRecord record, HostileEnd end, string name)
    {
        Assert.Equal(1, record.Attempts);
        Assert.InRange(record.InputTokens, 0, 1_000);
        Assert.InRange(record.OutputTokens, 0, 10_000);
        Assert.True(record.CostNanos is null or >= 0, name);
        if (end != HostileEnd.Either)
        {
            Assert.True((end == HostileEnd.Sound) == (record.Outcome == UsageOutcome.Completed), $"{name}: {record.Outcome}");
        }
    }
}
