using System.Net;
using System.Text;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>A revoked key, a frozen owner and a narrowed list hold for streams that are open, too, while their provider is silent.</summary>
public sealed class StreamEndTests
{
    private const string FirstChunk = """{"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-4o","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello there"},"finish_reason":null}]}""";

    [Theory]
    [InlineData("revoke", "invalid_api_key")]
    [InlineData("freeze", "key_not_permitted")]
    [InlineData("narrow", "model_not_allowed")]
    [InlineData("disable", "invalid_api_key")]
    public async Task AnOpenStreamEndsWithTheDialectsErrorEvent(string change, string code)
    {
        await using var host = await StartAsync(null, Budget(100), null, APriceForOutput(0.001m));
        var silent = new TaskCompletionSource();
        host.Provider.On(_ => true, new Script().Status(200).ContentType("text/event-stream").Chunk($"data: {FirstChunk}\n\n").Gate(silent.Task).Chunk("data: [DONE]\n\n"));
        using var client = host.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = host.Authorization;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent("""{"model":"fake/gpt-4o","stream":true,"messages":[{"role":"user","content":"Hi"}]}""", Encoding.UTF8, "application/json") };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Contains("Hello there", await reader.ReadLineAsync(), StringComparison.Ordinal);

        await ChangeAsync(host, change);

        var rest = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Contains($"\"code\":\"{code}\"", rest, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"invalid_request_error\"", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", rest, StringComparison.Ordinal);
        await Polling.UntilAsync(() => host.ReservedNanos == 0, () => "a hold is left");
        Assert.True(Assert.Single(await host.AssertCountersEqualRecordsAsync()).Value > 0);
        var record = await host.ReadAsync(db => db.UsageRecords.SingleAsync());
        Assert.Equal((UsageOutcome.Ended, code, true), (record.Outcome, record.ErrorCode, record.Estimated));
        await host.AssertProviderIsHealthyAsync();
        silent.SetResult();
    }

    [Fact]
    public async Task AnAnswerThatHasNotBegunIsRefusedAndAnotherKeysCallGoesOn()
    {
        await using var host = await StartAsync(null, null, null, APriceForOutput(0.001m));
        var silent = new TaskCompletionSource();
        host.Provider.On(_ => true, new Script().Status(200).Gate(silent.Task).Chunk("""{"id":"x","object":"chat.completion","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"""));
        var mine = host.ChatAsync();
        await host.Provider.RequestAsync();
        using var other = host.Host.CreateClient(await host.Host.AddKeyAsync("other", "*"));
        var theirs = other.PostAsync("/v1/chat/completions", new StringContent("""{"model":"fake/gpt-4o","messages":[{"role":"user","content":"Hi"}]}""", Encoding.UTF8, "application/json"));
        await host.Provider.RequestAsync(2);

        await ChangeAsync(host, "revoke");

        var (status, body, _) = await mine.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_api_key"), (status, CodeOf(body)));
        silent.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await theirs).StatusCode);
        await host.AssertProviderIsHealthyAsync();
    }

    private static async Task ChangeAsync(BudgetedHost host, string change)
    {
        var services = host.Host.Services;
        var tenancy = services.GetRequiredService<TenancyCommands>();
        var team = await host.ReadAsync(db => db.Teams.AsNoTracking().SingleAsync());
        switch (change)
        {
            case "revoke":
                var key = await host.ReadAsync(db => db.VirtualKeys.AsNoTracking().SingleAsync(x => x.Name == "app"));
                Ok(await services.GetRequiredService<VirtualKeyCommands>().RevokeAsync(Actor.CommandLine, key.Id));
                break;
            case "freeze":
                Ok(await services.GetRequiredService<LimitCommands>().SetFrozenAsync(Actor.CommandLine, LimitOwnerKind.Team, team.Id, frozen: true));
                break;
            case "narrow":
                Ok(await tenancy.UpdateTeamAsync(Actor.CommandLine, team.Id, team.Version, new TeamSpec("research", "acme", ["other/*"])));
                break;
            default:
                var customer = await host.ReadAsync(db => db.Customers.AsNoTracking().SingleAsync());
                Ok(await tenancy.SetCustomerEnabledAsync(Actor.CommandLine, customer.Id, enabled: false));
                break;
        }
    }
}
