using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Domain.Limits;

/// <summary>A budget that begins counts what its owner was charged in its window before: costs, and what was held where no cost is known.</summary>
public sealed class CarriedSpendTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite, "1M", false)]
    [InlineData(DatabaseKind.Postgres, "1M", false)]
    [InlineData(DatabaseKind.Sqlite, "1d", true)]
    [InlineData(DatabaseKind.Postgres, "1h", true)]
    public async Task WhatWasHeldForCallsWithoutACostIsCarried(DatabaseKind kind, string period, bool rolling)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        database.Time.Advance(TimeSpan.FromDays(10));
        // Budgets go by the database's clock where it has one.
        var now = (kind == DatabaseKind.Postgres ? TimeProvider.System : database.Time).GetUtcNow().UtcDateTime;
        var tenancy = database.Get<TenancyCommands>();
        var acme = (await tenancy.CreateCustomerAsync(Actor.CommandLine, new CustomerSpec("acme"))).Value;
        await database.WriteAsync(
            Of(acme, now.AddMilliseconds(-10), r => (r.CostNanos, r.HeldNanos) = (700, 1_000)),
            Of(acme, now.AddMilliseconds(-11), r => (r.CostNanos, r.HeldNanos, r.Unpriced) = (null, 50_000, true)),
            Of(acme, now.AddMilliseconds(-12), r => (r.CostNanos, r.HeldNanos, r.Unpriced) = (null, null, true)),
            Of(acme, now.AddMilliseconds(-13), r => (r.CostNanos, r.HeldNanos, r.Estimated) = (null, 3, true)),
            Of(acme, now.AddDays(-40), r => (r.CostNanos, r.HeldNanos, r.Unpriced) = (null, 9_000_000, true)),
            At(now.AddMilliseconds(-10), r => (r.CostNanos, r.HeldNanos, r.Unpriced) = (null, 8_000_000, true)));

        Assert.True((await database.Get<TenancyCommands>().UpdateCustomerAsync(
            Actor.CommandLine, acme.Id, acme.Version, new CustomerSpec("acme", Limits: new LimitsSpec { Budgets = [new BudgetSpec(1m, period, Rolling: rolling)] }))).IsOk);

        await using var db = database.Open();
        Assert.Equal(50_703, await db.BudgetSpend.SumAsync(x => x.CarriedNanos));
    }

    private static UsageRecord Of(Customer owner, DateTime time, Action<UsageRecord> change) => At(time, r =>
    {
        (r.CustomerId, r.Customer) = (owner.Id, owner.Name);
        change(r);
    });
}
