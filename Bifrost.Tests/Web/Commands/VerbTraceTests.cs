using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Web.Commands;

/// <summary>What verbs say of what is hardly meant, and what they leave behind.</summary>
public sealed class VerbTraceTests
{
    [Fact]
    public async Task A_key_without_models_is_warned_of_and_one_of_a_customers_team_is_listed_with_the_customer()
    {
        await using var bifrost = BifrostProcess.NotStarted();
        using var folder = new TempFolder();
        var file = folder.Combine("governance.json");
        var (first, second) = (KeySecret.Create(KeySecret.VirtualKeyPrefix), KeySecret.Create(KeySecret.VirtualKeyPrefix));
        await File.WriteAllTextAsync(file, $$"""
            { "customers": [ { "name": "acme" } ], "teams": [ { "name": "research", "customer": "acme" } ],
              "virtual_keys": [ { "name": "ci", "value": "{{first}}", "team": "research", "models": [ "openai/*" ] },
                { "name": "idle", "value": "{{second}}" } ] }
            """);

        var (validated, applied) = (await bifrost.RunVerbAsync("validate", file), await bifrost.RunVerbAsync("apply", file));

        var warning = $"Warning: {file}:3: virtual_keys[1].models: The key idle may use no model, and every call of it is refused";
        Assert.Equal((0, 0), (validated.ExitCode, applied.ExitCode));
        Assert.StartsWith(warning, validated.Errors, StringComparison.Ordinal);
        Assert.Contains(warning, applied.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("The key ci", applied.Errors, StringComparison.Ordinal);
        Assert.Contains("\tresearch\tacme\topenai/*\t", (await bifrost.RunVerbAsync("key", "list")).Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(bifrost.DataFolder, "node-id")));
    }

    [Fact]
    public async Task A_verb_leaves_nothing_in_the_folder_of_a_machine_that_is_no_node()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var environment = new Dictionary<string, string?> { ["BIFROST_MASTER_KEY"] = Convert.ToBase64String(new byte[32]) };
        await using var bifrost = BifrostProcess.NotStarted(new BifrostProcessOptions { Environment = environment, Database = database.ConnectionString });

        Assert.Equal(0, (await bifrost.RunVerbAsync("setup-link")).ExitCode);
        Assert.Equal(0, (await bifrost.RunVerbAsync("key", "create", "ci")).ExitCode);

        Assert.False(Directory.Exists(bifrost.DataFolder));
    }
}
