using System.Net;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>Limits of models find their models however a caller spells them; lists of allowed models are not widened by that.</summary>
public sealed class ModelLimitTests
{
    [Theory]
    [InlineData("fake/o3*", "fake/O3-mini")]
    [InlineData("fake/O3*", "fake/o3-mini")]
    [InlineData("fake/o3-mini", "fake/o3-MINI")]
    [InlineData("FAKE/*mini", "fake/o3-Mini")]
    public async Task NoLetterCasePassesAModelsLimit(string pattern, string model)
    {
        await using var host = await StartAsync(null, null, null, APrice(0.01m));
        Ok(await host.Host.Services.GetRequiredService<LimitCommands>().CreateSubjectAsync(Actor.CommandLine, new LimitSubjectSpec(LimitSubjectKind.Model, pattern, Budget(0.01m))));

        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(model: "fake/o3-mini")).Status);
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync(model: model)).Status);
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync(model: "fake/o3-mini")).Status);
        Assert.Single(host.Provider.Requests);
    }

    [Theory]
    [InlineData(" o3-mini")]
    [InlineData("o3-mini ")]
    [InlineData("o3-mini\u00A0")]
    public async Task NoWhiteSpaceAroundANamePassesAModelsLimit(string model)
    {
        await using var host = await StartAsync(null, null, null, APrice(0.01m));

        Assert.Equal(HttpStatusCode.BadRequest, (await host.ChatAsync(model: "fake/" + model)).Status);
        Assert.Empty(host.Provider.Requests);
    }

    /// <summary>A new limit begins with what its model has spent, by whichever spelling.</summary>
    [Theory]
    [InlineData("1m")]
    [InlineData("1M")]
    public async Task WhatWasSpentInAnotherCaseCountsFromTheStart(string period)
    {
        await using var host = await StartAsync(null, null, null, APrice(0.01m));
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(model: "fake/O3-mini")).Status);
        Assert.True(await host.Host.Services.GetRequiredService<Bifrost.Domain.Usage.UsageWriter>().FlushAsync());

        Ok(await host.Host.Services.GetRequiredService<LimitCommands>().CreateSubjectAsync(Actor.CommandLine, new LimitSubjectSpec(LimitSubjectKind.Model, "fake/o3*", Budget(1m, period, rolling: true))));

        Assert.Equal(10_000_000, await host.ReadAsync(db => db.BudgetSpend.SumAsync(x => x.CarriedNanos)));
    }

    [Fact]
    public async Task AListOfAllowedModelsIsNotWidened()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var host = await InProcessBifrost.StartAsync();
        await host.AddProviderAsync("fake", provider.BaseUrl, "upstream-key");
        using var client = host.CreateClient(await host.AddKeyAsync("one", "fake/o3-mini", "fake/gpt*"));
        foreach (var (model, expected) in ((string, HttpStatusCode)[])[("o3-mini", HttpStatusCode.OK), ("gpt-4o", HttpStatusCode.OK), ("O3-mini", HttpStatusCode.Forbidden), ("GPT-4o", HttpStatusCode.Forbidden)])
        {
            using var content = new StringContent($$"""{"model":"fake/{{model}}","messages":[{"role":"user","content":"Hi"}]}""", System.Text.Encoding.UTF8, "application/json");
            using var response = await client.PostAsync("/v1/chat/completions", content);
            Assert.Equal(expected, response.StatusCode);
        }
    }
}
