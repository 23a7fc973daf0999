using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Governance.File;
using Bifrost.Domain.Providers;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Governance;

/// <summary>Keys of the clouds in the governance file and in commands: whole in a file, kept in a form, secret at rest.</summary>
public sealed class GovernanceFileCloudTests
{
    private const string Whole = """
        { "providers": [
          { "name": "aws", "kind": "bedrock", "keys": [ { "name": "a", "region": "us-east-1", "access_key_id": "AKIDEXAMPLE", "secret_access_key": "aws-canary-1", "session_token": "aws-canary-2" } ] },
          { "name": "az", "kind": "azure", "base_url": "https://x.openai.azure.com", "api_version": "2024-10-21", "keys": [ { "name": "a", "tenant_id": "t1", "client_id": "c1", "client_secret": "entra-canary" } ] },
          { "name": "gcp", "kind": "vertex", "keys": [ { "name": "a", "project": "p1", "location": "global" } ] } ] }
        """;

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_file_says_keys_whole_and_is_recognised_when_it_is_applied_again(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await database.ApplyAsync(Whole);
        var providers = await ProvidersAsync(database);
        Assert.Equal(("aws-canary-1", "aws-canary-2", "us-east-1", null), (Secret(providers["aws"], "secret_access_key"), Secret(providers["aws"], "session_token"), providers["aws"].Keys[0].Settings["region"], providers["aws"].Keys[0].Value));
        Assert.Equal(("entra-canary", "2024-10-21", "t1"), (Secret(providers["az"], "client_secret"), providers["az"].ApiVersion, providers["az"].Keys[0].Settings["tenant_id"]));
        Assert.Empty(providers["gcp"].Keys[0].Secrets);

        Assert.All((await database.ApplyAsync(Whole)).Changes, x => Assert.Equal(GovernanceFileVerb.Unchanged, x.Verb));

        foreach (var (from, to, change) in ((string, string, string)[])[
            ("aws-canary-1", "aws-canary-3", "~ provider aws (key a value)"),
            (", \"session_token\": \"aws-canary-2\"", "", "~ provider aws (key a value)"),
            ("us-east-1", "eu-west-1", "~ provider aws (key a)"),
            ("2024-10-21", "2025-03-01-preview", "~ provider az (api_version)")])
        {
            await database.ApplyAsync(Whole);
            var outcome = await database.ApplyAsync(Whole.Replace(from, to, StringComparison.Ordinal));
            Assert.Equal(change, Assert.Single(outcome.Changes, x => x.Verb != GovernanceFileVerb.Unchanged).ToString());
        }

        await database.ApplyAsync(Whole.Replace(", \"session_token\": \"aws-canary-2\"", "", StringComparison.Ordinal));
        Assert.DoesNotContain("session_token", (await ProvidersAsync(database))["aws"].Keys[0].Secrets.Keys);
        await HoldNoSecretAsync(database);
    }

    [Fact]
    public void What_a_key_lacks_or_has_too_much_is_told_at_its_line()
    {
        var reading = GovernanceFileTexts.Read("""
            { "providers": [
              { "name": "aws", "kind": "bedrock", "keys": [
                { "name": "a", "region": "us-east-1", "access_key_id": "AKIDEXAMPLE" },
                { "name": "b", "value": "v", "region": "us-east-1", "tenant_id": "t" } ] },
              { "name": "gcp", "kind": "vertex", "keys": [ { "name": "a", "location": "global" } ] },
              { "name": "none", "kind": "vertex" },
              { "name": "oa", "kind": "openai", "api_version": "2024-10-21", "keys": [ { "name": "a", "region": "us-east-1" } ] } ] }
            """);

        Assert.Equal(
            ["providers[0].keys[0].secret_access_key", "providers[0].keys[1].tenant_id", "providers[1].keys[0].project", "providers[2].base_url", "providers[3].api_version", "providers[3].keys[0].region"],
            reading.Errors.Select(x => x.Path).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_secret_that_is_not_said_again_stays_with_its_login_alone(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var commands = database.Get<ProviderCommands>();
        var made = (await commands.CreateAsync(Actor.CommandLine, Aws(("access_key_id", "AKIDEXAMPLE"), ("secret_access_key", "aws-canary-1"), ("session_token", "aws-canary-2")))).Value;

        Assert.True((await commands.UpdateAsync(Actor.CommandLine, made.Id, await VersionAsync(database), Aws(("access_key_id", "AKIDEXAMPLE")))).IsOk);
        var key = (await ProvidersAsync(database))["aws"].Keys[0];
        Assert.Equal(["aws-canary-1", "aws-canary-2"], key.Secrets.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => x.Value.Reveal()));

        var other = await commands.UpdateAsync(Actor.CommandLine, made.Id, await VersionAsync(database), Aws(("access_key_id", "AKIDOTHER")));
        Assert.Contains("needs secret_access_key", other.Summary, StringComparison.Ordinal);
        Assert.True((await commands.UpdateAsync(Actor.CommandLine, made.Id, await VersionAsync(database), Aws(("access_key_id", "AKIDEXAMPLE"), ("session_token", "")))).IsOk);
        Assert.Equal(["secret_access_key"], (await ProvidersAsync(database))["aws"].Keys[0].Secrets.Keys);

        var plain = Aws() with { Keys = [new ProviderKeySpec("a", "bedrock-canary") { Fields = new Dictionary<string, string> { ["region"] = "us-east-1" } }] };
        Assert.True((await commands.UpdateAsync(Actor.CommandLine, made.Id, await VersionAsync(database), plain)).IsOk);
        key = (await ProvidersAsync(database))["aws"].Keys[0];
        Assert.Equal(("bedrock-canary", 0), (key.Value!.Reveal(), key.Secrets.Count));
        await HoldNoSecretAsync(database);
    }

    private static ProviderSpec Aws(params (string Name, string Value)[] fields) => new()
    {
        Name = "aws",
        Kind = "bedrock",
        Keys = [new ProviderKeySpec("a") { Fields = fields.Append(("region", "us-east-1")).ToDictionary(x => x.Item1, x => x.Item2) }],
    };

    private static string? Secret(ProviderSnapshot provider, string name) => provider.Keys[0].Secrets[name].Reveal();

    private static async Task<IReadOnlyDictionary<string, ProviderSnapshot>> ProvidersAsync(GovernedDatabase database) =>
        (await database.Get<GovernanceReader>().ReadAsync(null, TestContext.Current.CancellationToken)).Providers;

    private static async Task<int> VersionAsync(GovernedDatabase database)
    {
        await using var db = database.Open();
        return await db.Providers.Select(x => x.Version).SingleAsync(TestContext.Current.CancellationToken);
    }

    private static async Task HoldNoSecretAsync(GovernedDatabase database)
    {
        await using var db = database.Open();
        Assert.All(await db.AuditEvents.Select(x => x.Changes).ToListAsync(TestContext.Current.CancellationToken), x => Assert.DoesNotContain("canary", x ?? "", StringComparison.Ordinal));
        Assert.All(await db.ProviderKeys.ToListAsync(TestContext.Current.CancellationToken), x => Assert.DoesNotContain("canary", System.Text.Encoding.Latin1.GetString(x.EncryptedSecrets ?? x.EncryptedValue ?? []), StringComparison.Ordinal));
    }
}
