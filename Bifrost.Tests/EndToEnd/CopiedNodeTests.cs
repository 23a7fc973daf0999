using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>A data folder that was copied is no second node: it would take the first one's leases for its own.</summary>
[Collection(ProcessTests.Name)]
public sealed class CopiedNodeTests
{
    private readonly Fleet fleet = new();

    [Fact]
    public async Task A_copy_of_a_live_node_ends_with_words_and_may_be_the_node_once_that_is_gone()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var node = await BifrostProcess.StartAsync(fleet.Options(provider, database.ConnectionString));
        using var caller = new GatewayCaller(node, fleet.Key);
        Assert.Equal(200, (await caller.ChatAsync()).Status);
        await using var copy = BifrostProcess.NotStarted(fleet.Options(provider, database.ConnectionString));
        var id = await File.ReadAllTextAsync(Path.Combine(node.DataFolder, "node-id"));
        Directory.CreateDirectory(copy.DataFolder);
        await File.WriteAllTextAsync(Path.Combine(copy.DataFolder, "node-id"), id);

        var run = await copy.RunUntilExitAsync();

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"Another process runs as node {id}", run.Errors, StringComparison.Ordinal);
        Assert.Contains(copy.DataFolder, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
        Assert.Equal(200, (await caller.ChatAsync()).Status);

        // Killed: its lock ends with it, and the folder's next process need not wait.
        node.KillHard();
        await copy.StartAgainAsync();
        using var moved = new GatewayCaller(copy, fleet.Key);
        Assert.Equal(200, (await moved.ChatAsync()).Status);
    }

    /// <summary>Where the lock's connection was lost and another process became the node meanwhile, the first one ends.</summary>
    [Fact]
    public async Task A_node_whose_place_was_taken_ends()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var node = await BifrostProcess.StartAsync(fleet.Options(provider, database.ConnectionString));

        await database.RunAsync($"UPDATE nodes SET run = '{Guid.NewGuid()}'");

        await Polling.UntilAsync(() => node.HasExited, () => node.Errors, TimeSpan.FromSeconds(60));
        Assert.Contains("Another process is this node by now", node.Output + node.Errors, StringComparison.Ordinal);
    }
}
