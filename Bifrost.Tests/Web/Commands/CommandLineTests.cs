using System.Diagnostics;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Web.Commands;

/// <summary>The command line as a real process, as a script sees it.</summary>
public sealed class CommandLineTests
{
    private static readonly Dictionary<string, string?> Secrets = new()
    {
        ["OPENAI_API_KEY"] = GovernanceFileTexts.ProviderSecret,
        ["BIFROST_VK_CI"] = GovernanceFileTexts.KeySecretOfCi,
        ["BIFROST_ADMIN_TOKEN"] = GovernanceFileTexts.TokenSecret,
        ["BIFROST_WEBHOOK_SECRET"] = GovernanceFileTexts.WebhookSecretOfOps,
        ["BIFROST_CA_FILE"] = GovernanceFileTexts.CaFile,
    };

    [Fact]
    public async Task Version_names_the_product_and_the_runtime()
    {
        await using var bifrost = BifrostProcess.NotStarted();

        var run = await bifrost.RunVerbAsync("version");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Matches(@"^Bifrost \d+\.\d+\.\d+ on \.NET 10\.", run.Output);
    }

    [Fact]
    public async Task A_key_is_made_listed_and_revoked_and_stdout_carries_only_the_result()
    {
        await using var bifrost = BifrostProcess.NotStarted();

        var made = await bifrost.RunVerbAsync("key", "create", "ci", "--models", "openai/*,local/*", "--tags", "env=ci", "--expires", "2099-01-01");
        Assert.Equal(0, made.ExitCode);
        var secret = made.Output.TrimEnd('\n');
        Assert.True(KeySecret.IsWellFormed(secret, KeySecret.VirtualKeyPrefix), made.Output);
        Assert.DoesNotContain(secret, made.Errors, StringComparison.Ordinal);

        var listed = await bifrost.RunVerbAsync("key", "list");
        Assert.Equal($"ci\tactive\t{secret[^4..]}\t-\t-\topenai/*,local/*\tenv=ci\t2099-01-01T00:00:00Z\t-", listed.Output.TrimEnd('\n').Split('\n')[1]);

        Assert.Equal(1, (await bifrost.RunVerbAsync("key", "create", "ci")).ExitCode);
        Assert.Equal((0, ""), await bifrost.RunVerbAsync("key", "revoke", "ci") is var revoked ? (revoked.ExitCode, revoked.Output) : default);
        Assert.Contains("\trevoked\t", (await bifrost.RunVerbAsync("key", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await bifrost.RunVerbAsync("key", "revoke", "nobody")).ExitCode);
    }

    [Fact]
    public async Task A_token_is_made_listed_and_revoked()
    {
        await using var bifrost = BifrostProcess.NotStarted();

        var made = await bifrost.RunVerbAsync("token", "create", "terraform", "--role", "auditor");
        Assert.True(KeySecret.IsWellFormed(made.Output.TrimEnd('\n'), KeySecret.AdminTokenPrefix));
        Assert.Equal(0, (await bifrost.RunVerbAsync("token", "revoke", "terraform")).ExitCode);
        Assert.Contains("terraform\trevoked\t", (await bifrost.RunVerbAsync("token", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await bifrost.RunVerbAsync("token", "create", "x", "--role", "root")).ExitCode);
        Assert.Equal(2, (await bifrost.RunVerbAsync("token", "create", "x")).ExitCode);
    }

    [Fact]
    public async Task Validate_lists_every_error_with_file_line_and_field()
    {
        await using var bifrost = BifrostProcess.NotStarted();
        using var folder = new TempFolder();
        var file = folder.Combine("governance.json");
        await File.WriteAllTextAsync(file, "{\n \"routes\": [],\n \"teams\": [ { \"nam\": \"a\" } ]\n}");

        var run = await bifrost.RunVerbAsync("validate", file);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains($"{file}:2: routes: This field is not supported yet.", run.Errors, StringComparison.Ordinal);
        Assert.Contains($"{file}:3: teams[0].nam: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains($"{file}:3: teams[0].name: This field is needed.", run.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(bifrost.DataFolder));
        Assert.Equal(2, (await bifrost.RunVerbAsync("validate", file + ".missing")).ExitCode);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Apply_prints_the_difference_and_is_idempotent(DatabaseKind kind)
    {
        await using var database = kind == DatabaseKind.Postgres ? await TestDatabase.CreateAsync(kind) : null;
        var environment = new Dictionary<string, string?>(Secrets) { ["BIFROST_MASTER_KEY"] = Convert.ToBase64String(new byte[32]) };
        await using var bifrost = BifrostProcess.NotStarted(new BifrostProcessOptions { Environment = environment, Database = database?.ConnectionString });
        using var folder = new TempFolder();
        var file = folder.Combine("governance.json");
        await File.WriteAllTextAsync(file, GovernanceFileTexts.Whole);

        Assert.Equal(0, (await bifrost.RunVerbAsync("validate", file)).ExitCode);
        var dry = await bifrost.RunVerbAsync("apply", file, "--dry-run");
        Assert.False(Directory.Exists(bifrost.DataFolder));
        Assert.Equal(0, await (database?.TablesAsync() ?? Task.FromResult(0)));
        var first = await bifrost.RunVerbAsync("apply", file);
        var second = await bifrost.RunVerbAsync("apply", file);

        Assert.Equal((0, 0, 0), (dry.ExitCode, first.ExitCode, second.ExitCode));
        Assert.Contains("+ virtual key ci\n", first.Output, StringComparison.Ordinal);
        Assert.Equal(dry.Output, first.Output);
        Assert.Equal("", second.Output);
        Assert.Equal((0, ""), await bifrost.RunVerbAsync("apply", file, "--dry-run") is var again ? (again.ExitCode, again.Output) : default);
        Assert.Contains("0 created, 0 changed", second.Errors, StringComparison.Ordinal);
        Assert.All(Secrets.Values, x => Assert.DoesNotContain(x!, first.Output + first.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_without_an_installation_still_refuses_what_a_database_alone_can_tell()
    {
        await using var bifrost = BifrostProcess.NotStarted();
        using var folder = new TempFolder();
        var file = folder.Combine("governance.json");
        await File.WriteAllTextAsync(file, """{ "teams": [ { "name": "a", "customer": "nobody" } ] }""");

        var run = await bifrost.RunVerbAsync("apply", file, "--dry-run");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("teams[0].customer: ", run.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(bifrost.DataFolder));
    }

    [Fact]
    public async Task The_setup_link_is_the_same_each_time_and_uses_the_public_URL()
    {
        await using var bifrost = BifrostProcess.NotStarted(new BifrostProcessOptions { Environment = new Dictionary<string, string?> { ["BIFROST_PUBLIC_URL"] = "https://ai.example.com" } });

        var first = await bifrost.RunVerbAsync("setup-link");
        var second = await bifrost.RunVerbAsync("setup-link");

        Assert.Matches("^https://ai\\.example\\.com/setup\\?token=[0-9a-f]{40}\n$", first.Output);
        Assert.Equal(first.Output, second.Output);
        Assert.DoesNotContain("The address is", second.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setup_link_to_an_address_that_nobody_set_says_so()
    {
        await using var bifrost = BifrostProcess.NotStarted();

        var run = await bifrost.RunVerbAsync("setup-link");

        Assert.StartsWith("http://localhost:8080/setup?token=", run.Output, StringComparison.Ordinal);
        Assert.Contains($"The address is the default: no server has run on {bifrost.DataFolder}", run.Errors, StringComparison.Ordinal);
        Assert.Contains("BIFROST_PUBLIC_URL", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_prints_what_it_applied_and_nothing_the_second_time()
    {
        await using var bifrost = BifrostProcess.NotStarted();

        Assert.Contains("_Initial", (await bifrost.RunVerbAsync("migrate")).Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), await bifrost.RunVerbAsync("migrate") is var again ? (again.ExitCode, again.Output) : default);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("key", "create")]
    [InlineData("key", "create", "ci", "--expires", "soon")]
    [InlineData("key", "list", "--role", "sideways")]
    [InlineData("--max-request-mib", "0", "key", "list")]
    [InlineData("key", "list", "--database", "mysql://x")]
    public async Task Bad_usage_and_bad_settings_end_with_2_and_words(params string[] arguments)
    {
        await using var bifrost = BifrostProcess.NotStarted();

        var run = await bifrost.RunVerbAsync(arguments);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.NotEmpty(run.Errors);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--data <FOLDER>")]
    [InlineData("--data <FOLDER>", "serve")]
    [InlineData("--force", "apply")]
    [InlineData("--models <A,B>", "key", "create")]
    [InlineData("--format <FORMAT>", "usage", "export")]
    [InlineData("setup-link", "setup-link")]
    public async Task Each_verb_has_help_of_its_own(string shown, params string[] verb)
    {
        await using var bifrost = BifrostProcess.NotStarted();

        var run = await bifrost.RunVerbAsync([.. verb, "--help"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(shown, run.Output, StringComparison.Ordinal);
        var isServer = verb is [] or ["serve"];
        Assert.Equal(isServer, run.Output.Contains("--max-request-mib", StringComparison.Ordinal));
        Assert.Equal(!isServer, run.Output.Contains("--help without a verb lists them", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_JSON_is_named_by_line_and_column()
    {
        await using var bifrost = BifrostProcess.NotStarted();
        using var folder = new TempFolder();
        var file = folder.Combine("governance.json");
        await File.WriteAllTextAsync(file, "{\n \"teams\": [ { \"name\": \"ä\", \"models\": [\"openai/*\", ] } ]\n}");

        var (validated, applied) = (await bifrost.RunVerbAsync("validate", file), await bifrost.RunVerbAsync("apply", file));

        var words = $"{file}:2:51: teams[0].models: This is no JSON. A value is missing after the comma.\n";
        Assert.Equal((2, "", words), (validated.ExitCode, validated.Output, validated.Errors));
        Assert.Equal((2, ""), (applied.ExitCode, applied.Output));
        Assert.EndsWith(words, applied.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_are_accepted_before_the_verb()
    {
        using var folder = new TempFolder();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(TestPaths.OutputOf("Bifrost.Web"), "Bifrost.Web.dll"), "--data", folder.Combine("d"), "key", "list"]);

        var run = await ProcessRun.OfAsync(start);

        Assert.Equal(0, run.ExitCode);
        Assert.True(File.Exists(folder.Combine("d", "bifrost.db")));
    }

    [Fact]
    public async Task Another_master_key_is_refused_by_name()
    {
        using var folder = new TempFolder();
        await using var first = BifrostProcess.NotStarted(new BifrostProcessOptions { DataFolder = folder.Path });
        await first.RunVerbAsync("key", "list");
        var other = new Dictionary<string, string?> { ["BIFROST_MASTER_KEY"] = Convert.ToBase64String(new byte[32]) };
        await using var second = BifrostProcess.NotStarted(new BifrostProcessOptions { DataFolder = folder.Path, Environment = other });

        var run = await second.RunVerbAsync("key", "list");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("bifrost.db", run.Errors, StringComparison.Ordinal);
    }
}
