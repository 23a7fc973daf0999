using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Web.Commands;

/// <summary>What a person sees in the first minute: the way in, a taken port, a lost link.</summary>
[Collection(ProcessTests.Name)]
public sealed class FirstStartTests
{
    [Fact]
    public async Task The_last_line_is_the_way_in_it_can_be_printed_again_and_a_taken_port_names_the_flag()
    {
        await using var bifrost = await BifrostProcess.StartAsync();
        var lines = bifrost.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith(new Uri(bifrost.BaseAddress, "/setup?token=").ToString(), lines[^1], StringComparison.Ordinal);
        Assert.True(lines.Length <= 6, bifrost.Errors);

        var again = await bifrost.RunVerbAsync("setup-link");
        Assert.Equal((0, lines[^1]), (again.ExitCode, again.Output.Trim()));
        var elsewhere = await bifrost.RunVerbAsync("setup-link", "--urls", "http://localhost:9");
        Assert.StartsWith("http://localhost:9/setup?token=", elsewhere.Output, StringComparison.Ordinal);

        await using var second = BifrostProcess.NotStarted();
        var refused = await second.RunVerbAsync("serve", "--urls", bifrost.BaseAddress.ToString());
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"{bifrost.BaseAddress.Authority} is taken by another process. Choose another address with --urls", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_link_leads_to_the_public_URL_that_the_server_was_given()
    {
        await using var bifrost = await BifrostProcess.StartAsync(new BifrostProcessOptions { Environment = new Dictionary<string, string?> { ["BIFROST_PUBLIC_URL"] = "https://ai.example.com" } });
        await using var beside = BifrostProcess.NotStarted(new BifrostProcessOptions { DataFolder = bifrost.DataFolder });

        var link = await beside.RunVerbAsync("setup-link");

        Assert.StartsWith("https://ai.example.com/setup?token=", link.Output, StringComparison.Ordinal);
        Assert.Contains($"The address is where the server of {bifrost.DataFolder} was last reached.", link.Errors, StringComparison.Ordinal);
    }
}
