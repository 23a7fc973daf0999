using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>A secret of ours in a place that is not its own, where a caller's program has put it by mistake: no provider and no record gets it.</summary>
public sealed class StrayKeyTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    [Theory]
    [InlineData("?key=KEY")]
    [InlineData("?a=b&KEY=KEY&c=d")]
    [InlineData("?%6bey=KEY")]
    [InlineData("?api-key=KEY")]
    [InlineData("?x-api-key=Bearer+KEY")]
    [InlineData("?access_token=ENCODED")]
    [InlineData("?token=ADMIN")]
    [InlineData("?KEY")]
    [InlineData("?KEY=1")]
    public async Task Not_in_a_query(string query) => await AssertKeptAsync(query);

    [Theory]
    [InlineData("openai-api-key", "KEY")]
    [InlineData("anthropic-auth-token", "Bearer KEY")]
    [InlineData("openai-project", "a sk-bf-KEY")]
    [InlineData("idempotency-key", "KEY")]
    [InlineData("user-agent", "tool/1 (KEY)")]
    [InlineData("openai-admin", "ADMIN")]
    public async Task Not_in_a_header(string name, string value) => await AssertKeptAsync("", (name, value));

    /// <summary>What only looks like one is the caller's own affair.</summary>
    [Fact]
    public async Task What_is_none_passes()
    {
        const string Other = "sk-bf-0123456789012345678901234567890123456789";
        await gateway.PostAsync("/v1/chat/completions?a=" + Other, HostileGateway.ChatBody(), headers: ("openai-project", Other));

        var received = gateway.Provider.Requests[^1];
        Assert.EndsWith("?a=" + Other, received.Target, StringComparison.Ordinal);
        Assert.Equal(Other, received.Header("openai-project"));
    }

    private async Task AssertKeptAsync(string query, params (string Name, string Value)[] headers)
    {
        var admin = KeySecret.Create(KeySecret.AdminTokenPrefix);
        string Filled(string text) => text.Replace("KEY", gateway.Key, StringComparison.Ordinal).Replace("ADMIN", admin, StringComparison.Ordinal)
            .Replace("ENCODED", string.Concat(gateway.Key.Select(x => $"%{(int)x:x2}")), StringComparison.Ordinal);

        var answer = await gateway.PostAsync("/v1/chat/completions" + Filled(query), HostileGateway.ChatBody(), headers: [.. headers.Select(x => (Filled(x.Name), Filled(x.Value)))]);

        Assert.True(answer.Status == 200, answer.Text);
        var received = gateway.Provider.Requests[^1];
        var everything = Uri.UnescapeDataString(received.Target) + string.Concat(received.Headers.Select(x => $"{x.Key}: {x.Value}\n")) + received.BodyText + await RecordOfAsync(answer);
        Assert.DoesNotContain(gateway.Key, everything, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(admin, everything, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<string?> RecordOfAsync(GatewayAnswer answer)
    {
        Assert.True(await gateway.Host.Services.GetRequiredService<UsageWriter>().FlushAsync());
        var id = Guid.Parse(answer.Header("x-request-id")!);
        await using var db = await gateway.Host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        return (await db.UsageRecords.AsNoTracking().SingleAsync(x => x.Id == id, TestContext.Current.CancellationToken)).Headers;
    }
}
