using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Limits;

/// <summary>Which nodes a limit is shared with while none can ask: those that serve calls and were heard of lately, whatever they use.</summary>
public sealed class OtherNodesTests
{
    [Fact]
    public async Task NodesThatServeCallsAreCountedUntilTheyAreNotHeardOf()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Postgres);
        var (a, b, console) = (StoreOf(database), StoreOf(database), StoreOf(database));

        Assert.Equal(0, await CountAsync(a));
        Assert.Equal(1, await CountAsync(b));
        Assert.Equal(2, await CountAsync(console, serves: false));
        Assert.Equal(1, await CountAsync(a));

        await using var db = database.Open();
        await db.LimitShares.ExecuteUpdateAsync(x => x.SetProperty(s => s.HeldUntil, s => s.HeldUntil.AddSeconds(-31)).SetProperty(s => s.RenewedAt, s => s.RenewedAt.AddSeconds(-31)));
        Assert.Equal(0, await CountAsync(a));
        Assert.Equal(1, await CountAsync(console, serves: false));
    }

    private static LimitShareStore StoreOf(GovernedDatabase database) =>
        new(database.Get<IDbContextFactory<BifrostDbContext>>(), new NodeIdentity(Guid.CreateVersion7()));

    private static Task<int> CountAsync(LimitShareStore store, bool serves = true) => store.CountOthersAsync(serves, TestContext.Current.CancellationToken);
}
