using System.Runtime.InteropServices;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Gateway;
using Bifrost.Gateway.Limits;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>What an answer says of a limit that two nodes share: what is left over both, and when all of it is there again.</summary>
public sealed class RateHeadersTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task WhatAnotherNodeCountedIsNotLeft()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Postgres);
        var node = new Node(database, limit: 10);
        await node.OtherCountsAsync(database, cap: 4, used: 3);

        Assert.True(await node.Shares.GrowAsync(node.Window.Share, 1, TestContext.Current.CancellationToken));
        var hold = node.Hold();
        Assert.Null(node.Windows.TryTake([node.Window], hold));

        Assert.Equal(("10", "6"), (Header(hold, "limit"), Header(hold, "remaining")));
        Assert.EndsWith("s", Header(hold, "reset"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACallThatIsRefusedSinceAnotherNodeUsedAllIsToldWhenThatEnds()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Postgres);
        var node = new Node(database, limit: 10);
        await node.OtherCountsAsync(database, cap: 10, used: 8);

        Assert.False(await node.Shares.GrowAsync(node.Window.Share, 1, TestContext.Current.CancellationToken));
        var hold = node.Hold();
        Assert.NotNull(node.Windows.TryTake([node.Window], hold));

        // Two are not used yet, but may be at any moment.
        Assert.Equal("0", Header(hold, "remaining"));

        // The newest of it was counted 20 s before the oldest's last minute began.
        Assert.InRange(node.Windows.StandingOf(node.Window).Reset.TotalSeconds, 60, 80);
        Assert.Matches("^1m[0-9.]+s$", Header(hold, "reset"));
    }

    [Fact]
    public void SomethingThatCountsIsNeverSaidToEndNow()
    {
        var time = new FakeTimeProvider();
        var node = new Node(time, limit: 10);
        node.Window.Share.Others = new ShareOthers(4, time.GetUtcNow().UtcDateTime, 1, time.GetUtcNow().UtcDateTime);

        Assert.Equal(new RateStanding(10, 4, TimeSpan.FromMilliseconds(1)), node.Windows.StandingOf(node.Window));
    }

    /// <summary>An answer may come long after its call was counted.</summary>
    [Fact]
    public void TheTimeIsThatOfTheAnswer()
    {
        var time = new FakeTimeProvider();
        var node = new Node(time, limit: 10);
        var hold = node.Hold();
        node.Window.Share.SetCap(10);
        Assert.Null(node.Windows.TryTake([node.Window], hold));
        Assert.Equal("1m1s", Header(hold, "reset"));

        time.Advance(TimeSpan.FromSeconds(41.5));
        Assert.Null(node.Windows.TryTake([node.Window], node.Hold()));

        Assert.Equal(("8", "1m0.5s"), (Header(hold, "remaining"), Header(hold, "reset")));
    }

    private static string? Header(RateHold hold, string what)
    {
        var headers = new HeaderDictionary();
        hold.WriteTo(headers);
        return headers[$"x-ratelimit-{what}-requests"];
    }

    private sealed class Node
    {
        private readonly RateLimitSnapshot _limit;

        public Node(GovernedDatabase database, long limit)
            : this(TimeProvider.System, limit, StoreOf(database))
        {
        }

        public Node(TimeProvider time, long limit, LimitShareStore? store = null)
        {
            _limit = new RateLimitSnapshot(Guid.NewGuid(), RateMetric.Requests, limit, Period.Minute);
            Shares = new LimitShares(store!, new GatewaySettings { MaxRequestBytes = 1, DataFolder = "", SharesDatabase = true }, time);
            Windows = new RateWindows(time, Shares, new SpendLedger(time, leased: true));
            Window = Windows.WindowOf(_limit, new LimitedOwner(Guid.NewGuid(), "key app", OwnerLimits.None, ""), 0);
        }

        public LimitShares Shares { get; }

        public RateWindows Windows { get; }

        public RateWindow Window { get; }

        public RateHold Hold()
        {
            var hold = new RateHold(Windows);
            hold.Begin([Window], 1, 0, guessed: false);
            return hold;
        }

        /// <summary>Another node takes a part and counts on it: all but one 20 s earlier, whose minute ends in 59 s.</summary>
        public async Task OtherCountsAsync(GovernedDatabase database, long cap, long used)
        {
            var other = StoreOf(database);
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            Assert.True((await other.AskAsync(Window.Share.Key, _limit.Limit, 0, cap, 0, Minute, TestContext.Current.CancellationToken)).Granted);
            long[] counts = [20_000, used - 1, 0, 1];
            await other.TellAsync([new ShareState(Window.Share.Key, used, MemoryMarshal.AsBytes<long>(counts).ToArray(), now.AddSeconds(59), Minute)], now, TestContext.Current.CancellationToken);
        }

        private static LimitShareStore StoreOf(GovernedDatabase database) =>
            new(database.Get<IDbContextFactory<BifrostDbContext>>(), new NodeIdentity(Guid.CreateVersion7()));
    }
}
