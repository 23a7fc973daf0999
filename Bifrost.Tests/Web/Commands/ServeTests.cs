using System.Net;
using System.Net.Http.Headers;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Web.Commands;

/// <summary><c>serve</c> with a governance file, and verbs beside it.</summary>
public sealed class ServeTests
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
    public async Task A_start_applies_its_file_and_verbs_work_beside_it()
    {
        await using var bifrost = await BifrostProcess.StartAsync(new BifrostProcessOptions { Environment = Secrets, Governance = GovernanceFileTexts.Whole });
        Assert.Contains("8 created", bifrost.Errors, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await ModelsAsync(bifrost, GovernanceFileTexts.KeySecretOfCi));

        var made = await bifrost.RunVerbAsync("key", "create", "beside", "--models", "*");
        Assert.Equal(0, made.ExitCode);
        await Polling.UntilAsync(async () => await ModelsAsync(bifrost, made.Output.Trim()) == HttpStatusCode.OK, () => "The server never learned of the key.");
        Assert.Equal(0, (await bifrost.RunVerbAsync("key", "revoke", "beside")).ExitCode);
        await Polling.UntilAsync(async () => await ModelsAsync(bifrost, made.Output.Trim()) == HttpStatusCode.Unauthorized, () => "The server never learned of the revocation.");

        Assert.Equal(0, await bifrost.TerminateAsync());
        Assert.Equal("", bifrost.Output);
        await bifrost.StartAgainAsync();
        Assert.Contains("0 created, 0 changed, 0 disabled, 0 kept, 8 unchanged", bifrost.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_start_with_a_broken_file_ends_with_2_and_names_the_line(int seed)
    {
        await using var bifrost = BifrostProcess.NotStarted(new BifrostProcessOptions { Environment = Secrets, Governance = GovernanceFileMutationTests.Mutate(seed) });

        var run = await bifrost.RunUntilExitAsync();

        Assert.Equal(2, run.ExitCode);
        Assert.Matches(@"governance\.json:\d+(:\d+)?: ", run.Errors);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
        Assert.Contains("config.rejected", await EventsAsync(bifrost.DataFolder));
    }

    [Fact]
    public async Task A_first_start_on_PostgreSQL_alarms_nobody()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var bifrost = await BifrostProcess.StartAsync(OnPostgres(database));

        Assert.DoesNotContain("Failed executing", bifrost.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", bifrost.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_that_fails_is_logged_and_ends_the_start()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await database.RunAsync("CREATE TABLE customers (id int)");
        await using var bifrost = BifrostProcess.NotStarted(OnPostgres(database));

        var run = await bifrost.RunUntilExitAsync();

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Failed executing", run.Errors, StringComparison.Ordinal);
        Assert.Contains("cannot be opened (--database, BIFROST_DATABASE): 42P07", run.Errors, StringComparison.Ordinal);
    }

    private static BifrostProcessOptions OnPostgres(TestDatabase database) => new()
    {
        Database = database.ConnectionString,
        Environment = new Dictionary<string, string?> { ["BIFROST_MASTER_KEY"] = Fleet.MasterKey },
    };

    private static async Task<HttpStatusCode> ModelsAsync(BifrostProcess bifrost, string key)
    {
        using var client = bifrost.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await client.GetAsync("/v1/models");
        return response.StatusCode;
    }

    private static async Task<List<string>> EventsAsync(string dataFolder)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(dataFolder, "bifrost.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT action FROM audit_events";
        await using var reader = await command.ExecuteReaderAsync();
        var actions = new List<string>();
        while (await reader.ReadAsync())
        {
            actions.Add(reader.GetString(0));
        }

        return actions;
    }
}
