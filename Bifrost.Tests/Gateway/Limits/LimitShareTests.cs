using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Gateway;
using Bifrost.Gateway.Limits;
using Bifrost.Migrations.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>A node's part of a limit where the database cannot be reached, and where it gives its part up to others.</summary>
public sealed class LimitShareTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddDbContextFactory<BifrostDbContext>(x => PostgresDatabase.Configure(x, "Host=127.0.0.1;Port=1;Username=nobody;Database=nowhere;Timeout=2"))
        .BuildServiceProvider();

    [Fact]
    public async Task WithoutTheDatabaseANodeUsesAnEqualPart()
    {
        var (shares, windows, window) = Make(limit: 100);
        window.Share.Others = new ShareOthers(0, null, 3);

        Assert.False(await shares.GrowAsync(window.Share, 26, TestContext.Current.CancellationToken));
        Assert.Equal(25, window.Share.Cap);
        Assert.True(await shares.GrowAsync(window.Share, 25, TestContext.Current.CancellationToken));
        Assert.Null(Take(windows, window, 25));
        Assert.NotNull(Take(windows, window, 1));
    }

    [Fact]
    public async Task WithoutTheDatabaseALimitThatNobodyElseUsedIsStillSharedWithTheNodesThatAreThere()
    {
        var (shares, _, window) = Make(limit: 100);
        shares.OtherNodes = 1;

        Assert.False(await shares.GrowAsync(window.Share, 51, TestContext.Current.CancellationToken));
        Assert.Equal(50, window.Share.Cap);
    }

    /// <summary>Neither asks for more nor says that there is room: else a call that waits would ask without end.</summary>
    [Fact]
    public async Task WhatIsGivenUpToOthersIsNotTakenBackMeanwhile()
    {
        var (shares, windows, window) = Make(limit: 100);
        var share = window.Share;
        share.SetCap(100);
        Assert.Null(Take(windows, window, 50));
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(Take(windows, window, 50));

        // All is used, half would be fair: an eighth of the other half is given up.
        Assert.Equal(100, share.Yield(_time.GetTimestamp(), shares.After(TimeSpan.FromMinutes(5))));
        Assert.Equal(94, share.Room(_time.GetTimestamp()));
        _time.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal(50, share.Used);
        Assert.True(await shares.GrowAsync(share, 44, TestContext.Current.CancellationToken));
        Assert.False(await shares.GrowAsync(share, 45, TestContext.Current.CancellationToken));
        Assert.Equal((100, 0), (share.Cap, share.ClosedUntil));
    }

    public void Dispose() => _services.Dispose();

    private static (RateWindow Window, TimeSpan Wait)? Take(RateWindows windows, RateWindow window, long tokens)
    {
        var hold = new RateHold(windows);
        hold.Begin([window], tokens, 0, guessed: false);
        return windows.TryTake([window], hold);
    }

    private (LimitShares Shares, RateWindows Windows, RateWindow Window) Make(long limit)
    {
        var store = new LimitShareStore(_services.GetRequiredService<IDbContextFactory<BifrostDbContext>>(), new NodeIdentity(Guid.CreateVersion7()));
        var shares = new LimitShares(store, new GatewaySettings { MaxRequestBytes = 1, DataFolder = "", SharesDatabase = true }, _time);
        var windows = new RateWindows(_time, shares, new SpendLedger(_time, leased: true));
        var window = windows.WindowOf(new RateLimitSnapshot(Guid.NewGuid(), RateMetric.Tokens, limit, Period.Minute), new LimitedOwner(Guid.NewGuid(), "key app", OwnerLimits.None, ""), 0);
        return (shares, windows, window);
    }
}
