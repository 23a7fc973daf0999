using Bifrost.Domain.Audit;
using Bifrost.Domain.Providers;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Providers;

/// <summary>Where a vendor has no list of models, the price book's stand in: only names that a call can bear.</summary>
public sealed class BookListTests
{
    [Fact]
    public async Task Labels_of_the_book_are_no_models()
    {
        await using var host = await InProcessBifrost.StartAsync();
        var spec = new ProviderSpec { Name = "aws", Kind = "bedrock", Keys = [new("main", "upstream-key") { Fields = new Dictionary<string, string> { ["region"] = "us-east-1" } }] };
        Assert.True((await host.Services.GetRequiredService<ProviderCommands>().CreateAsync(Actor.CommandLine, spec)).IsOk);
        using var client = host.CreateClient(await host.AddKeyAsync("ci", "aws/*"));

        var list = await client.GetStringAsync("/v1/models", TestContext.Current.CancellationToken);

        Assert.Contains("\"aws/amazon.nova-lite-v1:0\"", list, StringComparison.Ordinal);
        Assert.DoesNotContain("regional.", list, StringComparison.Ordinal);
    }
}
