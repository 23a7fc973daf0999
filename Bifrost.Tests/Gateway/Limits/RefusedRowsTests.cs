using System.Net;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

public sealed class RefusedRowsTests
{
    /// <summary>Calls that were refused before anything was sent leave their records, which are pruned, and no rows by the names that the caller made up.</summary>
    [Fact]
    public async Task CallsThatAreRefusedMakeNoRowsByTheirNames()
    {
        await using var host = await StartAsync(null, null, Budget(0m), APrice(0.01m));
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync(model: $"fake/made-up-{i}", headers: $"x-bf-tags:t=v{i}")).Status);
        }

        Assert.True(await host.Host.Services.GetRequiredService<UsageWriter>().FlushAsync());

        Assert.Equal(50, await host.ReadAsync(db => db.UsageRecords.Select(x => x.Model).Distinct().CountAsync()));
        Assert.Equal([""], await host.ReadAsync(db => db.UsageTotals.Select(x => x.Model).Distinct().ToListAsync()));
        Assert.Equal(50, await host.ReadAsync(db => db.UsageTotals.SumAsync(x => x.Requests)));
        Assert.Equal([""], await host.ReadAsync(db => db.UsageBuckets.Select(x => x.Model).Distinct().ToListAsync()));
        Assert.Equal(0, await host.ReadAsync(db => db.TagTotals.CountAsync()));
        Assert.Empty(host.Provider.Requests);
    }
}
