using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bifrost.Tests.Testing;
using Microsoft.Data.Sqlite;

namespace Bifrost.Tests.EndToEnd;

/// <summary>
/// The database is away while the whole host is at work: known keys are served and ready stays ready, what an admin
/// writes is refused in words, and afterwards each request has exactly one record.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class DatabaseOutageTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);

    private readonly Fleet fleet = new();
    private int refused;

    [Fact]
    public Task Known_keys_are_served_while_postgres_is_away_and_no_record_is_lost_or_doubled() => OutageAsync(Short);

    [Fact]
    [Trait("Category", "Long")]
    public Task Postgres_may_be_away_for_a_minute() => OutageAsync(TimeSpan.FromSeconds(60));

    [Fact]
    public async Task A_kill_while_postgres_is_away_loses_nothing()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var postgres = await PostgresServer.StartAsync();
        await using var bifrost = await BifrostProcess.StartAsync(fleet.Options(provider, await postgres.CreateDatabaseAsync()));
        await using var load = new OutageLoad(bifrost, fleet.Key);
        await load.GoOnForAsync(TimeSpan.Zero, calls: 20);
        await postgres.StopAsync();
        await load.GoOnForAsync(TimeSpan.Zero, calls: 100);

        bifrost.KillHard();
        await load.StopAsync();
        var start = await bifrost.RunUntilExitAsync();
        Assert.Equal(2, start.ExitCode);
        Assert.Contains("127.0.0.1/test_1 cannot be opened", start.Errors, StringComparison.Ordinal);
        await postgres.StartAgainAsync();
        await bifrost.StartAgainAsync();

        await AssertOneRecordEachAsync(bifrost, provider, load);
    }

    [Fact]
    public async Task A_locked_sqlite_file_holds_up_changes_but_no_call()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var bifrost = await BifrostProcess.StartAsync(fleet.Options(provider));
        await using var load = new OutageLoad(bifrost, fleet.Key);
        await using var other = new SqliteConnection($"Data Source={Path.Combine(bifrost.DataFolder, "bifrost.db")};Pooling=False");
        await other.OpenAsync();
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        await command.ExecuteNonQueryAsync();
        using var admin = fleet.Admin(bifrost);

        var write = admin.PostAsJsonAsync("/api/v1/customers", new { name = "waiting" });
        await load.GoOnForAsync(Short, calls: 100);
        Assert.False(write.IsCompleted);
        command.CommandText = "ROLLBACK";
        await command.ExecuteNonQueryAsync();

        using var made = await write;
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        await load.StopAsync();
        Assert.Empty(load.Wrong);
        await AssertOneRecordEachAsync(bifrost, provider, load);
    }

    private async Task OutageAsync(TimeSpan time)
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var postgres = await PostgresServer.StartAsync();
        await using var bifrost = await BifrostProcess.StartAsync(fleet.Options(provider, await postgres.CreateDatabaseAsync()));
        using var visitor = new ConsoleVisitor(bifrost.BaseAddress);
        Assert.Equal(HttpStatusCode.Found, (await visitor.ClaimAsync()).StatusCode);
        await using var load = new OutageLoad(bifrost, fleet.Key);
        await load.GoOnForAsync(TimeSpan.Zero, calls: 20);

        await postgres.StopAsync();
        await AssertRefusedInWordsAsync(bifrost, visitor);
        await load.GoOnForAsync(time, calls: 100);
        await AssertRefusedInWordsAsync(bifrost, visitor);
        await postgres.StartAgainAsync();
        await load.GoOnForAsync(TimeSpan.Zero, calls: 20);
        await load.StopAsync();

        Assert.Empty(load.Wrong);
        await AssertOneRecordEachAsync(bifrost, provider, load);
        using var admin = fleet.Admin(bifrost);
        using var made = await admin.PostAsJsonAsync("/api/v1/customers", new { name = "late" });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/audit")).StatusCode);

        // Told once by whoever needed the database, not at each attempt.
        Assert.Contains("SnapshotLoop[1002]", bifrost.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("fail: Microsoft.EntityFrameworkCore.Database.Connection", bifrost.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("fail: Microsoft.EntityFrameworkCore.Query", bifrost.Errors, StringComparison.Ordinal);

        // Each reason is the driver's, not that of what is wrapped around it, and no fault of Bifrost's is claimed.
        Assert.DoesNotContain("be read: An exception has been raised", bifrost.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("be reached. An exception has been raised", bifrost.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("be kept now: An exception has been raised", bifrost.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("AdminApiBoundary[4102]", bifrost.Errors, StringComparison.Ordinal);
    }

    private async Task AssertRefusedInWordsAsync(BifrostProcess bifrost, ConsoleVisitor visitor)
    {
        using var admin = fleet.Admin(bifrost);
        using var write = await admin.PostAsJsonAsync("/api/v1/customers", new { name = "late" });
        using var read = await admin.GetAsync("/api/v1/virtual-keys");
        foreach (var response in new[] { write, read })
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal($"The database cannot be reached{(response == write ? ": nothing was changed" : "")}. Try again once it is back.", problem.GetProperty("detail").GetString());
        }

        using var stranger = new GatewayCaller(bifrost, new Fleet().Key);
        Assert.Equal(401, (await stranger.ChatAsync()).Status);
        refused++;
        using var nobody = new ConsoleVisitor(bifrost.BaseAddress);
        foreach (var page in new[] { await visitor.GetAsync("/audit"), await nobody.SignInAsync() })
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
            Assert.Contains("The database cannot be reached", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private async Task AssertOneRecordEachAsync(BifrostProcess bifrost, FakeProvider provider, OutageLoad load)
    {
        using var admin = fleet.Admin(bifrost);
        var expected = provider.Requests.Count(x => x.Method == "POST") + refused;
        var totals = default(JsonElement);
        await Polling.UntilAsync(
            async () => (totals = await admin.GetFromJsonAsync<JsonElement>("/api/v1/usage/totals")).GetProperty("requests").GetInt64() >= expected,
            () => $"{totals} for {expected} requests");
        var records = await Fleet.ExportedIdsAsync(bifrost);
        Assert.Equal(records.Count, records.Distinct().Count());
        Assert.Empty(load.Answered.Except(records));
        Assert.True(load.Wrong.Count > 0 || records.Count == expected, $"{records.Count} records of {expected} requests");
        totals = await admin.GetFromJsonAsync<JsonElement>("/api/v1/usage/totals");
        Assert.Equal(records.Count, totals.GetProperty("requests").GetInt64());
    }
}
