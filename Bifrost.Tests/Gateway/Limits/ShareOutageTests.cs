using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Gateway;
using Bifrost.Gateway.Limits;
using Bifrost.Migrations.Postgres;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>A database that goes and comes back under a limit that nodes share.</summary>
public sealed class ShareOutageTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private GovernedDatabase _database = null!;
    private SwitchedContexts _contexts = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await GovernedDatabase.CreateAsync(DatabaseKind.Postgres);
        _contexts = new SwitchedContexts(_database.Get<IDbContextFactory<BifrostDbContext>>());
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>Nobody knows yet what the other nodes used while none could ask.</summary>
    [Fact]
    public async Task ForFiveSecondsAfterItIsBackNobodyAsksForMore()
    {
        var (shares, window) = Make();
        shares.OtherNodes = 1;
        _contexts.IsAway = true;
        Assert.False(await shares.GrowAsync(window.Share, 60, Cancelled));
        Assert.Equal(50, window.Share.Cap);
        _contexts.IsAway = false;

        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(await shares.GrowAsync(window.Share, 60, Cancelled));
        Assert.Equal((50, 0), (window.Share.Cap, await RowsAsync()));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await shares.GrowAsync(window.Share, 60, Cancelled));
        Assert.Equal(1, await RowsAsync());
    }

    /// <summary>Also not a node that had asked for nothing meanwhile: its keeper has seen that the database was away.</summary>
    [Fact]
    public async Task ANodeWhoseKeeperSawItGoneAsksForNoMoreEither()
    {
        var (shares, window) = Make();
        var seen = new Seen();
        using var keeper = new ShareKeeper(shares, Store(), new SpendLedger(_time, leased: true), new DatabaseSignals(), _time, seen);
        await keeper.StartAsync(Cancelled);
        _contexts.IsAway = true;
        await Polling.UntilAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(_contexts.WasAskedInVain ? 0 : 1));
                return _contexts.WasAskedInVain;
            },
            () => "The keeper does not look.");
        await seen.Away.Task;
        shares.OtherNodes = 1;
        _contexts.IsAway = false;

        Assert.False(await shares.GrowAsync(window.Share, 60, Cancelled));
        Assert.Equal(50, window.Share.Cap);
        await keeper.StopAsync(Cancelled);
    }

    /// <summary>And not only with its keeper's first look: the database may be gone by then.</summary>
    [Fact]
    public async Task ANodeKnowsBeforeItsFirstCallWithHowManyItSharesALimit()
    {
        var (shares, window) = Make();
        using var keeper = new ShareKeeper(shares, Store(), new SpendLedger(_time, leased: true), new DatabaseSignals(), _time, new Seen());
        await Store().CountOthersAsync(serves: true, Cancelled);
        await Store().CountOthersAsync(serves: true, Cancelled);
        await keeper.StartAsync(Cancelled);
        _contexts.IsAway = true;

        Assert.False(await shares.GrowAsync(window.Share, 34, Cancelled));
        Assert.True(await shares.GrowAsync(window.Share, 33, Cancelled));
        await keeper.StopAsync(Cancelled);
    }

    private LimitShareStore Store() => new(_contexts, new NodeIdentity(Guid.CreateVersion7()));

    private (LimitShares Shares, RateWindow Window) Make()
    {
        var shares = new LimitShares(Store(), new GatewaySettings { MaxRequestBytes = 1, DataFolder = "", SharesDatabase = true }, _time);
        var windows = new RateWindows(_time, shares, new SpendLedger(_time, leased: true));
        var limit = new RateLimitSnapshot(Guid.NewGuid(), RateMetric.Tokens, 100, Period.Day);
        return (shares, windows.WindowOf(limit, new LimitedOwner(Guid.NewGuid(), "key app", OwnerLimits.None, ""), 0));
    }

    private async Task<int> RowsAsync()
    {
        await using var db = _database.Open();
        return await db.LimitShares.CountAsync(x => x.Cap > 0, Cancelled);
    }

    /// <summary>The real database, or an address where none is.</summary>
    private sealed class SwitchedContexts(IDbContextFactory<BifrostDbContext> there) : IDbContextFactory<BifrostDbContext>
    {
        private static readonly DbContextOptions<BifrostDbContext> Nowhere = Away();

        public volatile bool IsAway;
        public volatile bool WasAskedInVain;

        public BifrostDbContext CreateDbContext()
        {
            WasAskedInVain |= IsAway;
            return IsAway ? new BifrostDbContext(Nowhere) : there.CreateDbContext();
        }

        private static DbContextOptions<BifrostDbContext> Away()
        {
            var builder = new DbContextOptionsBuilder<BifrostDbContext>();
            PostgresDatabase.Configure(builder, "Host=127.0.0.1;Port=1;Username=nobody;Database=nowhere;Timeout=2");
            return builder.Options;
        }
    }

    private sealed class Seen : ILogger<ShareKeeper>
    {
        public TaskCompletionSource Away { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Away.TrySetResult();
    }
}
