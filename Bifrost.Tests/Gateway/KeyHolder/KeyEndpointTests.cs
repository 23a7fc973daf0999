using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Gateway.Limits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.KeyHolder;

/// <summary>Whoever holds a key sees what its calls count on, whoever it belongs to; and nothing of others.</summary>
public sealed partial class KeyEndpointTests
{
    [Fact]
    public async Task EachOwnerThatEveryCallCountsOnIsShownWithWhatItHasLeft()
    {
        var customer = new LimitsSpec { Budgets = [new BudgetSpec(9, "1M", Mode: BudgetMode.Soft)], MaxConcurrency = 7 };
        var team = new LimitsSpec { Budgets = [new BudgetSpec(0.05m, "1d", "Europe/Berlin")], RateLimits = [new RateLimitSpec(RateMetric.Requests, 10, "1m")] };
        await using var host = await StartAsync(customer, team, null, APrice(0.01m));
        var limits = host.Host.Services.GetRequiredService<LimitCommands>();
        Ok(await limits.CreateSubjectAsync(Actor.CommandLine, new LimitSubjectSpec(LimitSubjectKind.Tag, "app=*", Budget(0.03m))));
        Ok(await limits.CreateSubjectAsync(Actor.CommandLine, new LimitSubjectSpec(LimitSubjectKind.Model, "*", new LimitsSpec { RateLimits = [new RateLimitSpec(RateMetric.Tokens, 90_000, "1h")] })));
        Ok(await limits.CreateSubjectAsync(Actor.CommandLine, new LimitSubjectSpec(LimitSubjectKind.Model, "fake/*", Budget(1))));
        Ok(await limits.CreateSubjectAsync(Actor.CommandLine, new LimitSubjectSpec(LimitSubjectKind.EndUser, "*", Budget(1))));
        var keys = host.Host.Services.GetRequiredService<VirtualKeyCommands>();
        var tagged = Ok(await keys.CreateAsync(Actor.CommandLine, new VirtualKeySpec("tagged", "research", Models: ["*"], Tags: new Dictionary<string, string> { ["app"] = "web" })));
        await host.ChatAsync();
        using var client = host.Host.CreateClient(tagged.Secret);
        using var content = new StringContent("""{"model":"fake/gpt-4o","messages":[{"role":"user","content":"Hi"}]}""", System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/v1/chat/completions", content)).StatusCode);
        await host.SettledAsync();

        var text = await client.GetStringAsync("/v1/key");
        Assert.StartsWith(text[..40], await client.GetStringAsync("/litellm/v1/key"), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(text);
        var owners = json.RootElement.GetProperty("limits").EnumerateArray().ToList();

        Assert.Equal(
            ["virtual_key tagged", "tag app=web", "team research", "customer acme", "model *"],
            owners.Select(x => $"{x.GetProperty("owner_kind").GetString()} {x.GetProperty("owner").GetString()}"));
        Assert.Equal([[], [(0.03m, 0.01m, 0.02m, "hard")], [(0.05m, 0.02m, 0.03m, "hard")], [(9m, 0.02m, 8.98m, "soft")], []], owners.Select(BudgetsOf));
        var rate = Assert.Single(owners[2].GetProperty("rate_limits").EnumerateArray());
        Assert.Equal((10, 2, 8, "1m"), (rate.GetProperty("requests").GetInt32(), rate.GetProperty("used").GetInt32(), rate.GetProperty("left").GetInt32(), rate.GetProperty("period").GetString()));
        Assert.True(rate.GetProperty("resets_at").GetDateTime() > TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-60));
        Assert.Equal((7, 0, 7), (owners[3].GetProperty("max_concurrency").GetInt32(), owners[3].GetProperty("running").GetInt32(), owners[3].GetProperty("concurrency_left").GetInt32()));
        Assert.Equal(90_000, owners[4].GetProperty("rate_limits")[0].GetProperty("tokens").GetInt32());
        Assert.Empty(json.RootElement.GetProperty("budgets").EnumerateArray());

        // The other key of the team, and whatever has an id.
        Assert.DoesNotContain("\"app\"", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(Id(), text);
    }

    [Fact]
    public async Task WhileTheDatabaseCannotBeReadItIsSaidOfTheFiguresAndNotOfCalls()
    {
        await using var host = await StartAsync(null, null, null, APrice(0.01m));
        using var client = host.Host.CreateClient(await host.Host.AddKeyAsync("asking", "*"));
        await using var db = await host.Host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync();
        await db.Database.ExecuteSqlAsync($"ALTER TABLE usage_totals RENAME TO lost");

        using var answer = await client.GetAsync("/v1/key");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var error = json.RootElement.GetProperty("error");
        Assert.Equal("accounting_unavailable", error.GetProperty("code").GetString());
        Assert.StartsWith("What this key has spent and has left cannot be read right now.", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestsWithoutAPriceAreCountedBesideTheSpendThatIsWithoutThem()
    {
        await using var host = await StartAsync(null, null, null, APrice(0.01m) with { Model = "fake/priced" });
        await host.ChatAsync(model: "fake/priced");
        await host.ChatAsync(model: "fake/unknown");
        Assert.True(await host.Host.Services.GetRequiredService<UsageWriter>().FlushAsync());

        using var json = await ReadAsync(host);
        var usage = json.RootElement.GetProperty("usage");

        Assert.Equal((0.01m, 2, 1), (usage.GetProperty("today_usd").GetDecimal(), usage.GetProperty("today_requests").GetInt32(), usage.GetProperty("today_unpriced_requests").GetInt32()));
        Assert.Equal((0.01m, 1), (usage.GetProperty("last_30_days_usd").GetDecimal(), usage.GetProperty("last_30_days_unpriced_requests").GetInt32()));
    }

    [Fact]
    public async Task TheModelsThatAreAllowedAreThoseOfAllLists()
    {
        await using var host = await StartAsync(null, null, null, APrice(0.01m));
        using (var free = await ReadAsync(host))
        {
            Assert.Equal(["*"], free.RootElement.GetProperty("allowed_models").EnumerateArray().Select(x => x.GetString()));
        }

        var tenancy = host.Host.Services.GetRequiredService<Bifrost.Domain.Tenancy.TenancyCommands>();
        var (team, customer) = (await host.ReadAsync(db => Task.FromResult(db.Teams.Single())), await host.ReadAsync(db => Task.FromResult(db.Customers.Single())));
        Ok(await tenancy.UpdateTeamAsync(Actor.CommandLine, team.Id, team.Version, new("research", "acme", Models: ["fake/*", "smart"])));
        Ok(await tenancy.UpdateCustomerAsync(Actor.CommandLine, customer.Id, customer.Version, new("acme", Models: ["*-mini", "openai/gpt-4o"])));

        using var narrowed = await ReadAsync(host);

        Assert.Equal(["fake/*-mini"], narrowed.RootElement.GetProperty("allowed_models").EnumerateArray().Select(x => x.GetString()));
        Assert.Equal(["*"], narrowed.RootElement.GetProperty("models").EnumerateArray().Select(x => x.GetString()));
        Assert.Equal(["fake/*", "smart"], narrowed.RootElement.GetProperty("team_models").EnumerateArray().Select(x => x.GetString()));
    }

    private static IEnumerable<(decimal, decimal, decimal, string)> BudgetsOf(JsonElement owner) => owner.GetProperty("budgets").EnumerateArray()
        .Select(x => (x.GetProperty("limit_usd").GetDecimal(), x.GetProperty("spent_usd").GetDecimal(), x.GetProperty("left_usd").GetDecimal(), x.GetProperty("mode").GetString()!));

    private static async Task<JsonDocument> ReadAsync(BudgetedHost host)
    {
        using var client = host.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = host.Authorization;
        return JsonDocument.Parse(await client.GetStringAsync("/v1/key"));
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-")]
    private static partial Regex Id();
}
