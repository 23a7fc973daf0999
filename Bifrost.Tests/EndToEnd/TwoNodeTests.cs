using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bifrost.Tests.Testing;
using Npgsql;

namespace Bifrost.Tests.EndToEnd;

/// <summary>Two processes on one PostgreSQL are one installation.</summary>
[Collection(ProcessTests.Name)]
public sealed class TwoNodeTests
{
    private static readonly TimeSpan WithinASecond = TimeSpan.FromSeconds(1);

    private readonly Fleet fleet = new();

    [Fact]
    public async Task What_one_node_changes_the_other_serves_within_a_second_and_a_session_holds_on_both()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);

        // At once and on an empty database: the migration, the installation and the session ring are made by both.
        var nodes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => BifrostProcess.StartAsync(fleet.Options(provider, database.ConnectionString))));
        await using var a = nodes[0];
        await using var b = nodes[1];

        await AssertOneClaimAsync(a, b);
        await AssertOneRingAsync(database);
        await AssertKeysTravelAsync(a, b);
        await AssertSessionHoldsAsync(a, b);
    }

    [Fact]
    public async Task A_node_with_another_master_key_ends_and_names_the_database()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var a = await BifrostProcess.StartAsync(fleet.Options(provider, database.ConnectionString));
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        foreach (var (key, why) in new[]
        {
            (Convert.ToBase64String(new byte[32]), $"does not open the database 127.0.0.1/{name}"),
            ("", "BIFROST_MASTER_KEY"),
        })
        {
            await using var stranger = BifrostProcess.NotStarted(fleet.Options(provider, database.ConnectionString, ("BIFROST_MASTER_KEY", key)));

            var run = await stranger.RunUntilExitAsync();

            Assert.Equal(2, run.ExitCode);
            Assert.Contains(why, run.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
        }

        using var caller = new GatewayCaller(a, fleet.Key);
        Assert.Equal(200, (await caller.ChatAsync()).Status);
    }

    private static async Task AssertOneClaimAsync(BifrostProcess a, BifrostProcess b)
    {
        using var onA = new ConsoleVisitor(a.BaseAddress);
        using var onB = new ConsoleVisitor(b.BaseAddress);
        var claims = await Task.WhenAll(onA.ClaimAsync("ada"), onB.ClaimAsync("bob"));
        Assert.Single(claims, x => x.StatusCode == HttpStatusCode.Found);
        Assert.Single(claims, x => x.StatusCode == HttpStatusCode.Conflict);
        using var late = new ConsoleVisitor(claims[0].StatusCode == HttpStatusCode.Found ? b.BaseAddress : a.BaseAddress);
        Assert.Equal(HttpStatusCode.Conflict, (await late.GetAsync($"/setup?token={ConsoleVisitor.SetupToken}")).StatusCode);
    }

    // Of two keys, a node may know one alone for as long as it keeps its ring: a day.
    private static async Task AssertOneRingAsync(TestDatabase database)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM data_protection_keys", connection);
        Assert.Equal(1L, await command.ExecuteScalarAsync());
    }

    private async Task AssertKeysTravelAsync(BifrostProcess a, BifrostProcess b)
    {
        using var admin = fleet.Admin(a);
        using var made = await admin.PostAsJsonAsync("/api/v1/virtual-keys", new { name = "traveller", models = new[] { "*" } });
        var key = await made.Content.ReadFromJsonAsync<JsonElement>();
        using var caller = new GatewayCaller(b, key.GetProperty("secret").GetString()!);
        await BecomesAsync(caller, 200);
        using var revoked = await admin.PostAsJsonAsync($"/api/v1/virtual-keys/{key.GetProperty("id").GetString()}/revoke", new { });
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        await BecomesAsync(caller, 401);
    }

    private static async Task BecomesAsync(GatewayCaller caller, int status)
    {
        var since = Stopwatch.GetTimestamp();
        var lastWrong = TimeSpan.Zero;
        await Polling.UntilAsync(
            async () =>
            {
                var begun = Stopwatch.GetElapsedTime(since);
                var isRight = (await caller.ChatAsync()).Status == status;
                lastWrong = isRight ? lastWrong : begun;
                return isRight;
            },
            () => $"Never {status}.");

        // Begun, not ended: a slow machine makes calls late, not wrong.
        Assert.True(lastWrong < WithinASecond, $"A call that began {lastWrong} after the change was not {status}.");
    }

    private static async Task AssertSessionHoldsAsync(BifrostProcess a, BifrostProcess b)
    {
        using var onA = new ConsoleVisitor(a.BaseAddress);
        var signedIn = await onA.SignInAsync("ada");
        signedIn = signedIn.StatusCode == HttpStatusCode.Found ? signedIn : await onA.SignInAsync("bob");
        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);

        using var onB = onA.At(b.BaseAddress);
        Assert.Equal(HttpStatusCode.OK, (await onB.GetAsync("/virtual-keys")).StatusCode);
        using var saved = await onB.SaveAsync(HttpMethod.Post, "/api/v1/customers", """{"name":"made-on-b"}""");
        Assert.Equal(HttpStatusCode.Created, saved.StatusCode);

        // A form of one node is accepted by the other: its antiforgery token is of the same ring.
        using var signedOut = await onA.SubmitTokenAsync("/virtual-keys", onB, "/sign-out");
        Assert.Equal("/sign-in", signedOut.Headers.Location!.OriginalString);
        using var after = await onA.GetAsync("/virtual-keys");
        Assert.Equal(HttpStatusCode.Found, after.StatusCode);
    }
}
