using System.Security.Cryptography;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Tenancy;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Persistence;

public sealed class RoundTripTests
{
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Every_column_of_every_entity_comes_back_as_it_went(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await using var writing = database.Open();
        await writing.Installations.ExecuteDeleteAsync();
        var rows = EntityFiller.OneOfEach(writing);
        writing.AddRange(rows);
        await writing.SaveChangesAsync();

        await using var reading = database.Open();
        foreach (var row in rows)
        {
            var written = writing.Entry(row);
            var key = written.Metadata.FindPrimaryKey()!.Properties.Select(x => written.Property(x.Name).CurrentValue).ToArray();
            var read = reading.Entry((await reading.FindAsync(row.GetType(), key))!);
            foreach (var property in written.Metadata.GetProperties())
            {
                var (before, after) = (written.Property(property.Name).CurrentValue, read.Property(property.Name).CurrentValue);
                Assert.True(property.GetValueComparer().Equals(before, after), $"{row.GetType().Name}.{property.Name}: wrote {before}, read {after}.");
                Assert.True(after is not DateTime { Kind: not DateTimeKind.Utc }, $"{row.GetType().Name}.{property.Name} is not in UTC.");
            }
        }
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_stale_version_is_a_conflict_and_not_a_lost_change(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var commands = database.Get<TenancyCommands>();
        var customer = (await commands.CreateCustomerAsync(Actor.CommandLine, new CustomerSpec("acme"))).Value;
        Assert.True((await commands.UpdateCustomerAsync(Actor.CommandLine, customer.Id, 1, new CustomerSpec("acme", ["a"]))).IsOk);

        var stale = await commands.UpdateCustomerAsync(Actor.CommandLine, customer.Id, 1, new CustomerSpec("acme", ["b"]));

        Assert.Equal(ResultKind.Conflict, stale.Kind);
        await using var db = database.Open();
        Assert.Equal(["a"], (await db.Customers.SingleAsync()).Models);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Two_contexts_that_save_one_row_cannot_both_win(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await database.Get<TenancyCommands>().CreateCustomerAsync(Actor.CommandLine, new CustomerSpec("acme"));
        await using var first = database.Open();
        await using var second = database.Open();
        (await first.Customers.SingleAsync()).Models = ["a"];
        (await second.Customers.SingleAsync()).Models = ["b"];
        await first.SaveChangesAsync();

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync());
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_name_that_is_taken_is_a_conflict_and_leaves_no_event(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var commands = database.Get<TenancyCommands>();
        await commands.CreateCustomerAsync(Actor.CommandLine, new CustomerSpec("acme"));

        var again = await commands.CreateCustomerAsync(Actor.CommandLine, new CustomerSpec("acme"));

        Assert.Equal((ResultKind.Conflict, "name"), (again.Kind, again.Errors[0].Field));
        Assert.Equal([AuditActions.CustomerCreated], await database.EventsAsync());
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_ciphertext_moved_to_another_row_does_not_open(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var spec = new ProviderSpec { Name = "p", Kind = "openai", Keys = [new("a", "sk-secret-of-key-a"), new("b", "sk-secret-of-key-b")] };
        Assert.True((await database.Get<ProviderCommands>().CreateAsync(Actor.CommandLine, spec)).IsOk);
        Assert.Equal("sk-secret-of-key-a", (await database.Get<GovernanceReader>().ReadAsync()).Providers["p"].Keys[0].Value!.Reveal());

        await using (var db = database.Open())
        {
            var keys = await db.ProviderKeys.OrderBy(x => x.Name).ToListAsync();
            keys[0].EncryptedValue = keys[1].EncryptedValue;
            await db.SaveChangesAsync();
        }

        await Assert.ThrowsAnyAsync<CryptographicException>(() => database.Get<GovernanceReader>().ReadAsync());
    }

    [Fact]
    public async Task An_admin_only_change_by_an_auditor_is_refused_with_an_event()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Sqlite);
        var auditor = new Actor(ActorKind.Operator, Guid.CreateVersion7(), "a@example.com", Bifrost.Domain.Identity.Role.Auditor);

        var refused = await database.Get<TenancyCommands>().CreateCustomerAsync(auditor, new CustomerSpec("acme"));

        Assert.Equal(ResultKind.Forbidden, refused.Kind);
        await using var db = database.Open();
        Assert.Equal(AuditOutcome.Denied, (await db.AuditEvents.SingleAsync()).Outcome);
        Assert.Empty(await db.Customers.ToListAsync());
    }
}
