namespace Bifrost.Tests.Testing;

/// <summary>The process fixture itself: start, verb beside the server, kill, same data again, orderly end.</summary>
[Collection(ProcessTests.Name)]
public sealed class BifrostProcessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_is_killed_started_again_on_its_data_and_ends_with_0()
    {
        await using var bifrost = await BifrostProcess.StartAsync();
        var version = await bifrost.RunVerbAsync("version");
        Assert.Equal(0, version.ExitCode);
        Assert.NotEmpty(version.Output.Trim());

        bifrost.KillHard();
        Assert.True(bifrost.HasExited);
        await bifrost.StartAgainAsync();
        using var client = bifrost.CreateClient();
        using var live = await client.GetAsync("/health/live", Token);

        Assert.True(live.IsSuccessStatusCode);
        Assert.Equal(0, await bifrost.TerminateAsync());
    }

    [Fact]
    public async Task A_start_that_must_fail_is_told_with_its_output()
    {
        await using var bifrost = BifrostProcess.NotStarted(new BifrostProcessOptions { Arguments = ["--no-such-flag"] });

        var run = await bifrost.RunUntilExitAsync();

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("no-such-flag", run.Errors, StringComparison.Ordinal);
    }
}
