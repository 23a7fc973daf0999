using System.Globalization;
using System.Net;
using System.Text;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Providers;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>The cap that is held and sent is one that the model takes: known beforehand, or told by the provider's refusal.</summary>
public sealed class OutputCeilingTests
{
    private const string Streamed = ",\"stream\":true";
    private const long NanosAToken = 1_000_000;

    private static PriceSpec Price => new() { Model = "*", InputPerMtok = 1, OutputPerMtok = 1_000 };

    [Theory]
    [InlineData("oa/gpt-4-turbo", 4_096)]
    [InlineData("oa/gpt-3.5-turbo-0125", 4_096)]
    [InlineData("oa/gpt-4o-2024-08-06", 16_384)]
    [InlineData("oa/gpt-4.1-2025-04-14", 32_768)]
    [InlineData("oa/o3-mini", 100_000)]
    [InlineData("oa/gpt-unheard-of", 16_384)]
    [InlineData("fake/openai/gpt-4-turbo", 4_096)]
    [InlineData("fake/claude-3-haiku-20240307", 4_096)]
    [InlineData("fake/anthropic/claude-3.5-sonnet:beta", 8_192)]
    [InlineData("fake/gemini-2.5-flash", 65_536)]
    [InlineData("fake/qwen3-32b", 16_384)]
    public async Task AKnownModelIsHeldForAndSentWhatItCanEmit(string model, int most)
    {
        await using var host = await StartAsync(null, null, Budget(1_000), Price);
        await AddOpenAiAsync(host);
        foreach (var more in new[] { "", Streamed + ",\"reasoning_effort\":\"low\"" })
        {
            var (status, body, response) = await host.ChatAsync(more, model);

            Assert.True(status == HttpStatusCode.OK, body);
            Assert.Equal((most, most), (CapOf(host.Provider.Requests[^1]), HeaderOf(response)));
        }

        Assert.All((await host.SettledAsync()).Records, x => Assert.Equal(most, x.HeldNanos / NanosAToken));
    }

    /// <summary>8,192 tokens for both, of which the text takes 2,000 in 10,000 bytes.</summary>
    [Theory, InlineData("oa/gpt-4"), InlineData("fake/gpt-4")]
    public async Task WhatTheInputLeavesOfASmallWindowIsSent(string model)
    {
        await using var host = await StartAsync(null, null, Budget(1_000), Price);
        await AddOpenAiAsync(host);

        Assert.Equal(HttpStatusCode.OK, (await SayAsync(host, model, string.Concat(Enumerable.Repeat(" word", 2_000)))).StatusCode);
        Assert.InRange(CapOf(host.Provider.Requests[^1])!.Value, 5_000, 6_192);
        Assert.Equal(HttpStatusCode.OK, (await SayAsync(host, model, string.Concat(Enumerable.Repeat(" word", 9_000)))).StatusCode);
        Assert.Equal(256, CapOf(host.Provider.Requests[^1]));
    }

    [Theory, InlineData(""), InlineData(Streamed)]
    public async Task ACapThatTheModelRefusesIsLoweredSentOnceMoreAndRemembered(string more)
    {
        await using var host = await StartAsync(null, null, Budget(1_000), Price);
        host.Provider.On(x => CapOf(x) > 8_192, Script.Error(400, "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]", "invalid_request_error", null));

        var (status, body, response) = await host.ChatAsync(more);
        Assert.True(status == HttpStatusCode.OK, body);
        Assert.Equal((8_192, "2"), (HeaderOf(response), response.Headers.GetValues("x-bf-attempts").Single()));
        Assert.Equal(8_192, HeaderOf((await host.ChatAsync(more)).Response));

        Assert.Equal([16_384, 8_192, 8_192], host.Provider.Requests.Select(CapOf));
        var (records, posted) = await host.SettledAsync();
        Assert.Equal([(2, 8_192L), (1, 8_192L)], records.Select(x => (x.Attempts, x.HeldNanos!.Value / NanosAToken)));
        Assert.Equal(records.Sum(x => x.CostNanos), posted);
        await host.AssertProviderIsHealthyAsync();
    }

    /// <summary>As vLLM refuses: the window is told, and what the text takes of it.</summary>
    [Theory, InlineData(""), InlineData(Streamed)]
    public async Task AnUnknownModelOfAShortWindowIsSentWhatTheInputLeaves(string more)
    {
        await using var host = await StartAsync(null, null, Budget(1_000), Price);
        host.Provider.On(x => CapOf(x) + 500 > 8_192, x => Script.Error(400, string.Create(CultureInfo.InvariantCulture, $"This model's maximum context length is 8192 tokens. However, you requested {CapOf(x) + 500} tokens (500 in the messages, {CapOf(x)} in the completion)."), "BadRequestError", null));

        Assert.Equal((HttpStatusCode.OK, 7_692), (await host.ChatAsync(more, "fake/llama-3-8b")) is var (status, _, response) ? (status, HeaderOf(response)) : default);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(more, "fake/llama-3-8b")).Status);

        var records = (await host.SettledAsync()).Records;
        Assert.Equal([16_384, 7_692], host.Provider.Requests.Take(2).Select(CapOf));
        Assert.All(host.Provider.Requests.Skip(2), x => Assert.InRange(CapOf(x)!.Value, 7_000, 8_191));
        Assert.Equal([7_692L, CapOf(host.Provider.Requests[^1])!.Value], records.Select(x => x.HeldNanos!.Value / NanosAToken));
    }

    [Fact]
    public async Task TheHoldFallsWithTheCap()
    {
        await using var host = await StartAsync(null, null, Budget(1_000), Price);
        var go = new TaskCompletionSource();
        host.Provider.On(x => CapOf(x) > 4_096, Script.Error(400, "max_tokens is too large: 16384. This model supports at most 4096 completion tokens", "invalid_request_error", "invalid_value"));
        host.Provider.On(_ => true, new Script().Gate(go.Task).Chunk(ChatEvents.Whole("x", 4_096)));

        var call = host.ChatAsync();
        await host.Provider.RequestAsync(2);
        Assert.Equal(4_096, host.ReservedNanos / NanosAToken);
        go.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await call).Status);
        Assert.Equal(4_096, (await host.SettledAsync()).Posted / NanosAToken);
    }

    [Fact]
    public async Task ManyCallsWhoseCapsAreLoweredDoNotPassTheBudget()
    {
        await using var host = await StartAsync(null, null, Budget(20), Price);
        host.Provider.On(x => CapOf(x) > 1_000, Script.Error(400, "Invalid max_tokens value, the valid range of max_tokens is [1, 1000]", "invalid_request_error", null));
        host.Provider.On(_ => true, x => Script.Json(ChatEvents.Whole("x", CapOf(x)!.Value)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => host.ChatAsync()));

        Assert.All(answers, x => Assert.True(x.Status is HttpStatusCode.OK or HttpStatusCode.PaymentRequired, x.Body));
        var (records, posted) = await host.SettledAsync();
        Assert.All(records, x => Assert.Equal(0, x.ExcessNanos));
        Assert.Equal(records.Sum(x => x.CostNanos), posted);
        Assert.InRange(posted, 2_000_000_000, 20_000_000_000);
    }

    /// <summary>As OpenAI's newer models refuse the older name, also behind another vendor's address; and as some refuse the newer one.</summary>
    [Theory]
    [InlineData("fake/o-new", "max_tokens", "max_completion_tokens", "")]
    [InlineData("fake/o-new", "max_tokens", "max_completion_tokens", Streamed)]
    [InlineData("oa/own-model", "max_completion_tokens", "max_tokens", "")]
    public async Task ACapIsSentByTheNameThatTheModelKnows(string model, string refused, string known, string more)
    {
        await using var host = await StartAsync(null, null, Budget(1_000), Price);
        await AddOpenAiAsync(host);
        host.Provider.On(x => x.Json![refused] is not null, Script.Error(400, $"Unsupported parameter: '{refused}' is not supported with this model. Use '{known}' instead.", "invalid_request_error", "unsupported_parameter"));
        host.Provider.On(x => CapOf(x) > 8_192, Script.Error(400, $"{known} is too large: 16384. This model supports at most 8192 completion tokens", "invalid_request_error", "invalid_value"));

        var (status, body, response) = await host.ChatAsync(more, model);
        Assert.True(status == HttpStatusCode.OK, body);
        Assert.Equal(8_192, HeaderOf(response));
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(more, model)).Status);

        Assert.Equal([(refused, 16_384), (known, 16_384), (known, 8_192), (known, 8_192)], host.Provider.Requests.Select(x => (x.Json![known] is null ? refused : known, CapOf(x)!.Value)));
        var (records, posted) = await host.SettledAsync();
        Assert.Equal([3, 1], records.Select(x => x.Attempts));
        Assert.Equal(records.Sum(x => x.CostNanos), posted);
    }

    [Theory]
    [InlineData(""","max_tokens":16384""", "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]", null)]
    [InlineData("", "Invalid value for 'temperature': must be at most 2.", 16_384)]
    [InlineData("", "Unsupported parameter: 'max_tokens' is not supported with this model.", 16_384)]
    public async Task TheCallersOwnCapAndOtherErrorsStandAsTheyAre(string more, string message, int? header)
    {
        await using var host = await StartAsync(null, null, Budget(1_000), Price);
        host.Provider.On(_ => true, Script.Error(400, message, "invalid_request_error", null));

        var (status, body, response) = await host.ChatAsync(more);

        Assert.Equal((HttpStatusCode.BadRequest, header), (status, HeaderOf(response)));
        Assert.Contains(message.Replace("'", "\\u0027", StringComparison.Ordinal), body.Replace("'", "\\u0027", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(16_384, CapOf(Assert.Single(host.Provider.Requests)));
        Assert.Equal(0, (await host.SettledAsync()).Posted);
    }

    [Fact]
    public async Task AModelThatRefusesTheLowerCapTooIsHeardAndNothingIsRememberedOrCharged()
    {
        await using var host = await StartAsync(null, null, Budget(1_000), Price);
        host.Provider.On(_ => true, Script.Error(400, "Invalid max_tokens value, the valid range of max_tokens is [1, 300]", "invalid_request_error", null), times: 2);

        var (status, body, response) = await host.ChatAsync();

        Assert.Equal((HttpStatusCode.BadRequest, 300), (status, HeaderOf(response)));
        Assert.Contains("[1, 300]", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        Assert.Equal([16_384, 300, 16_384], host.Provider.Requests.Select(CapOf));
        Assert.Equal(2, (await host.SettledAsync()).Records.Count);
    }

    /// <summary>A provider that repeats the prompt in its error: one caller's words do not shorten the answers to others.</summary>
    [Theory, InlineData("max_tokens is at most 256 here"), InlineData("max_tokens is at \\u006dost 256 here")]
    public async Task WordsOfThePromptAreNotRemembered(string words)
    {
        await using var host = await StartAsync(null, null, Budget(1_000), Price);
        host.Provider.On(_ => true, Script.Error(400, "Refused: max_tokens is at most 256 here", "invalid_request_error", null), times: 1);

        await SayAsync(host, "fake/gpt-4o", words);
        await host.ChatAsync();

        Assert.Equal(16_384, CapOf(host.Provider.Requests[^1]));
    }

    /// <summary>A field that the provider does not read caps nothing: the words of one prompt change it for nobody, nor for that call.</summary>
    [Fact]
    public async Task WordsOfThePromptDoNotChangeTheField()
    {
        const string Words = "'max_tokens' is not supported. Use 'max_completion_tokens' instead";
        await using var host = await StartAsync(null, null, Budget(1_000), Price);
        host.Provider.On(_ => true, Script.Error(400, "Refused: " + Words, "invalid_request_error", null), times: 1);

        Assert.Equal(HttpStatusCode.BadRequest, (await SayAsync(host, "fake/gpt-4o", Words)).StatusCode);
        await host.ChatAsync();

        Assert.Equal([16_384, 16_384], host.Provider.Requests.Select(x => (int)x.Json!["max_tokens"]!));
    }

    private static async Task AddOpenAiAsync(BudgetedHost host) =>
        Ok(await host.Host.Services.GetRequiredService<ProviderCommands>().CreateAsync(
            Actor.CommandLine, new ProviderSpec { Name = "oa", Kind = "openai", BaseUrl = host.Provider.BaseUrl, AllowPrivateNetwork = true, Keys = [new ProviderKeySpec("k", "upstream-key")] }));

    private static async Task<HttpResponseMessage> SayAsync(BudgetedHost host, string model, string words)
    {
        using var client = host.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = host.Authorization;
        using var content = new StringContent($$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{words}}"}]}""", Encoding.UTF8, "application/json");
        return await client.PostAsync("/v1/chat/completions", content);
    }

    private static int? CapOf(ReceivedRequest request) => (int?)(request.Json!["max_completion_tokens"] ?? request.Json["max_tokens"]);

    private static int? HeaderOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("x-bf-output-cap", out var values) ? int.Parse(values.Single(), CultureInfo.InvariantCulture) : null;
}
