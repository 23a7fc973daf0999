using Bifrost.Domain.Governance;
using Bifrost.Domain.Governance.File;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Governance;

/// <summary>A provider's proxy in the governance file.</summary>
public sealed class GovernanceFileProxyTests
{
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_proxys_login_is_whole_in_a_file_and_a_secret(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await database.ApplyAsync(GovernanceFileTexts.Whole);
        Assert.Equal(("http://proxy.example.com:3128", "bifrost:proxy-canary-1", GovernanceFileTexts.CaFile), await ProxyAsync(database));

        var unchanged = await database.ApplyAsync(GovernanceFileTexts.Whole);
        Assert.All(unchanged.Changes, x => Assert.Equal(GovernanceFileVerb.Unchanged, x.Verb));

        string[] texts = [GovernanceFileTexts.Whole.Replace("canary-1@", "canary-2@", StringComparison.Ordinal), GovernanceFileTexts.Whole.Replace("bifrost:proxy-canary-1@", "", StringComparison.Ordinal)];
        foreach (var (text, login) in texts.Zip((string?[])["bifrost:proxy-canary-2", null]))
        {
            var outcome = await database.ApplyAsync(text);
            Assert.Equal("~ provider openai (proxy)", Assert.Single(outcome.Changes, x => x.Verb != GovernanceFileVerb.Unchanged).ToString());
            Assert.Equal(("http://proxy.example.com:3128", login, GovernanceFileTexts.CaFile), await ProxyAsync(database));
        }

        await using var db = database.Open();
        Assert.All(await db.AuditEvents.Select(x => x.Changes).ToListAsync(TestContext.Current.CancellationToken), x => Assert.DoesNotContain("canary", x ?? "", StringComparison.Ordinal));
    }

    private static async Task<(string?, string?, string?)> ProxyAsync(GovernedDatabase database)
    {
        var provider = (await database.Get<GovernanceReader>().ReadAsync(null, TestContext.Current.CancellationToken)).Providers["openai"];
        return (provider.Proxy, provider.ProxyLogin?.Reveal(), provider.CaFile);
    }
}
