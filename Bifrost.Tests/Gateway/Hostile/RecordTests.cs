using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>What the database says of requests that went wrong on the way.</summary>
public sealed class RecordTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_after_a_failover_counts_both_attempts(bool stream)
    {
        var name = stream ? "attempts-stream" : "attempts-json";
        await gateway.AddProviderAsync(HostileGateway.Spec(name, gateway.Provider.BaseUrl, "sk-dead", "sk-good"));
        for (var wanted = 2; wanted >= 1; wanted--)
        {
            GatewayAnswer answer;
            do
            {
                answer = await gateway.ChatAsync(name + "/gpt-4o", stream);
            }
            while (answer.Header("x-bf-attempts") != wanted.ToString(System.Globalization.CultureInfo.InvariantCulture));

            var record = await RecordOfAsync(answer);
            Assert.Equal(wanted, record.Attempts);
            var trail = record.AttemptTrail!.Split('\n');
            Assert.Equal(wanted, trail.Length);
            Assert.StartsWith("key1|200|", trail[^1], StringComparison.Ordinal);
            if (wanted == 2) Assert.StartsWith("key0|401|", trail[0], StringComparison.Ordinal);
            Assert.Equal("key1", record.ProviderKey);
            Assert.Equal(UsageOutcome.Completed, record.Outcome);
            Assert.Equal(200, record.Status);
        }
    }

    [Theory]
    [InlineData("reset mid stream", UsageOutcome.StreamBroken, 1)]
    [InlineData("error event mid stream", UsageOutcome.ProviderError, 1)]
    [InlineData("html with 200", UsageOutcome.ProviderError, 1)]
    [InlineData("usage negative", UsageOutcome.Completed, 1)]
    [InlineData("usage huge", UsageOutcome.Completed, 1)]
    [InlineData("usage contradictory", UsageOutcome.Completed, 1)]
    public async Task A_bad_answer_leaves_one_sane_record(string name, UsageOutcome outcome, int attempts)
    {
        gateway.Provider.ForgetScripts();
        gateway.Provider.Enqueue(HostileScripts.Of(name));
        var record = await RecordOfAsync(await gateway.ChatAsync(stream: true));
        Assert.Equal(outcome, record.Outcome);
        Assert.Equal(attempts, record.Attempts);
        Assert.InRange(record.InputTokens, 0, 1000);
        Assert.InRange(record.OutputTokens, 0, 1000);
        Assert.True(record.CostNanos is null or >= 0);
        Assert.Equal(name != "html with 200", record.Estimated);
    }

    [Fact]
    public async Task A_refusal_leaves_a_record_without_cost()
    {
        var record = await RecordOfAsync(await gateway.ChatAsync("nobody/x"));
        Assert.Equal(UsageOutcome.Refused, record.Outcome);
        Assert.Equal(404, record.Status);
        Assert.Equal(0, record.Attempts);
        Assert.Equal(0, record.CostNanos);
    }

    private async Task<UsageRecord> RecordOfAsync(GatewayAnswer answer)
    {
        var id = Guid.Parse(answer.Header("x-request-id")!);
        var factory = gateway.Host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>();
        UsageRecord? found = null;
        await Polling.UntilAsync(
            async () =>
            {
                await using var database = await factory.CreateDbContextAsync(TestContext.Current.CancellationToken);
                found = await database.UsageRecords.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, TestContext.Current.CancellationToken);
                return found is not null;
            },
            () => $"no record of {id}");
        return found!;
    }
}
