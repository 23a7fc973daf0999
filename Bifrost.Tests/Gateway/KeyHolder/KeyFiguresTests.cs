using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Gateway;
using Bifrost.Gateway.KeyHolder;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Gateway.KeyHolder;

/// <summary>However often a key's holder asks, the database is asked once a second for it.</summary>
public sealed class KeyFiguresTests
{
    [Fact]
    public async Task FiguresAreReadOnceASecondForEachKey()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Sqlite);
        var contexts = database.Get<IDbContextFactory<BifrostDbContext>>();
        var store = new LimitShareStore(contexts, new NodeIdentity(Guid.CreateVersion7()));
        var figures = new KeyFigures(new BudgetReport(contexts, new ReservedNow(), database.Time), new OwnerSpend(contexts), store, new GatewaySettings { MaxRequestBytes = 1, DataFolder = "" }, database.Time);
        var (key, other) = (Guid.NewGuid(), Guid.NewGuid());
        var now = database.Time.GetUtcNow().UtcDateTime;

        Assert.Equal(new Usd(0), (await figures.OfAsync(key, 1, [], CancellationToken.None)).Today.Cost);
        await database.WriteAsync(At(now, r => (r.VirtualKeyId, r.CostNanos) = (key, 5)), At(now, r => (r.VirtualKeyId, r.CostNanos) = (other, 7)));

        database.Time.Advance(TimeSpan.FromMilliseconds(999));
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => figures.OfAsync(key, 1, [], CancellationToken.None)));
        Assert.All(answers, x => Assert.Equal(new Usd(0), x.Today.Cost));
        Assert.Equal(new Usd(7), (await figures.OfAsync(other, 1, [], CancellationToken.None)).Today.Cost);

        database.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((new Usd(5), new Usd(5)), await figures.OfAsync(key, 1, [], CancellationToken.None) is var late ? (late.Today.Cost, late.Month.Cost) : default);
    }
}
