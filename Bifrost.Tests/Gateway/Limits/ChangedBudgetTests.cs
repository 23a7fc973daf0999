using System.Net;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

public sealed class ChangedBudgetTests
{
    /// <summary>A new budget counts what was settled before it began, also what only the journal knew.</summary>
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task ANewBudgetCountsWhatWasSettledAMomentAgo(DatabaseKind kind)
    {
        await using var database = kind == DatabaseKind.Postgres ? await TestDatabase.CreateAsync(kind) : null;
        var environment = database is null ? null : new Dictionary<string, string> { ["BIFROST_DATABASE"] = database.ConnectionString, ["BIFROST_MASTER_KEY"] = Convert.ToBase64String(new byte[32]) };
        await using var host = await StartAsync(null, null, Budget(5), APrice(0.01m), environment);
        var team = await host.ReadAsync(db => db.Teams.AsNoTracking().SingleAsync());
        var commands = host.Host.Services.GetRequiredService<LimitCommands>();
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
            await Polling.UntilAsync(() => host.ReservedNanos == 0, () => "a hold is left");

            Ok(await commands.SetAsync(Actor.CommandLine, LimitOwnerKind.Team, team.Id, team.Version, Budget(5, i % 2 == 0 ? "1d" : "1M")));

            team = await host.ReadAsync(db => db.Teams.AsNoTracking().SingleAsync());
            var number = (await host.ReadAsync(db => db.Budgets.AsNoTracking().SingleAsync(x => x.OwnerId == team.Id))).Number;
            Assert.Equal(i * 10_000_000L, await host.ReadAsync(db => db.BudgetSpend.Where(x => x.BudgetNumber == number).SumAsync(x => x.CarriedNanos)));
        }
    }
}
