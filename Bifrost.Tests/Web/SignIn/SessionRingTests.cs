using Bifrost.Domain.Persistence;
using Bifrost.Tests.Testing;
using Bifrost.Web.Hosting;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Web.SignIn;

public sealed class SessionRingTests
{
    [Fact]
    public async Task Nodes_that_start_together_on_an_empty_database_migrate_once_and_make_one_ring()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        using var folder = new TempFolder();
        var nodes = Enumerable.Range(0, 6).Select(i => Node(database, folder.Combine($"node{i}"))).ToArray();
        await Task.WhenAll(nodes.Select(x => Task.Run(() => x.GetRequiredService<Database>().PrepareAsync(cancellationToken: TestContext.Current.CancellationToken))));

        await Task.WhenAll(nodes.Select(x => Task.Run(() => SessionRing.MakeAsync(x, TestContext.Current.CancellationToken))));

        await using var db = await nodes[0].GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await db.DataProtectionKeys.CountAsync(TestContext.Current.CancellationToken));
        var sealedByOne = Protector(nodes[1]).Protect("cookie");
        Assert.All(nodes, x => Assert.Equal("cookie", Protector(x).Unprotect(sealedByOne)));
        foreach (var node in nodes) await node.DisposeAsync();
    }

    private static IDataProtector Protector(IServiceProvider node) => node.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    private static ServiceProvider Node(TestDatabase database, string folder)
    {
        Directory.CreateDirectory(folder);
        var reader = new SettingsReader(
            new Dictionary<string, string> { ["--data"] = folder, ["--database"] = database.ConnectionString },
            name => name == "BIFROST_MASTER_KEY" ? Fleet.MasterKey : null);
        var settings = reader.Read()!;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddBifrostDomain(settings, MasterKeyFile.Load(settings, out _));
        services.AddSignIn(settings);
        return services.BuildServiceProvider();
    }
}
