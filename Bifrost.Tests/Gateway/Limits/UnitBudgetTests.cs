using System.Net;
using System.Text;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Gateway.Accounting;
using Bifrost.Tests.Gateway.Metering;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>
/// Hard budgets and what is billed by other units than tokens: the hold is what the request proves, never below what is charged; what
/// shows only in the answer is unpriced before it and billed exactly after it.
/// </summary>
public sealed class UnitBudgetTests
{
    private const string Images = "/v1/images/generations";
    private const string Speech = "/v1/audio/speech";

    private static readonly PriceSpec AnImage = new() { Model = "fake/*", PerImage = 0.04m };

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task ImagesAreHeldByTheirNumberAndChargedByThatOfTheAnswer(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(null, null, Budget(0.10m), AnImage, On(database, kind));
        host.Provider.Enqueue(Script.Json("""{"created":1,"data":[{"url":"a"}]}"""));

        Assert.Equal(HttpStatusCode.PaymentRequired, await PostAsync(host, Images, """{"model":"fake/dall-e-3","prompt":"a cat","n":3}"""));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, Images, """{"model":"fake/dall-e-3","prompt":"a cat","n":2}"""));

        var (records, posted) = await host.SettledAsync();
        var record = records.Single(x => x.Status == 200);
        Assert.Equal((40_000_000L, 80_000_000L, 0L, "images=1"), (record.CostNanos, record.HeldNanos, record.ExcessNanos, record.Units));
        Assert.Equal(40_000_000, posted);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task NoMoreAreServedAtOnceThanABudgetPays(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(null, null, Budget(0.10m), AnImage, On(database, kind));
        host.Provider.On(_ => true, Script.Json("""{"created":1,"data":[{"url":"a"}]}"""));

        var statuses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(host, Images, """{"model":"fake/dall-e-3","prompt":"a cat"}""")));

        Assert.Equal((2, 18), (statuses.Count(x => x == HttpStatusCode.OK), statuses.Count(x => x == HttpStatusCode.PaymentRequired)));
        Assert.Equal(80_000_000, (await host.SettledAsync()).Posted);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task EditedImagesAreHeldByTheNumberInTheirForm(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(null, null, Budget(0.10m), AnImage, On(database, kind));
        host.Provider.On(_ => true, Script.Json("""{"created":1,"data":[{"url":"a"}]}"""));

        Assert.Equal(HttpStatusCode.PaymentRequired, await EditAsync(host, ("n", "3")));
        Assert.Equal(HttpStatusCode.PaymentRequired, await EditAsync(host, ("batch_size", "2")));
        Assert.Equal(HttpStatusCode.OK, await EditAsync(host, ("n", "2")));
        Assert.Equal(HttpStatusCode.OK, await EditAsync(host));
        Assert.Equal(HttpStatusCode.PaymentRequired, await EditAsync(host));

        var (records, posted) = await host.SettledAsync();
        Assert.Equal([80_000_000L, 40_000_000L], records.Where(x => x.Status == 200).Select(x => x.HeldNanos!.Value));
        Assert.Equal(80_000_000, posted);
    }

    /// <summary>A raw call is no way around the hold, nor refused where its operation would not be.</summary>
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task ImagesOfARawCallAreHeldByTheirNumber(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(null, null, Budget(0.10m), new PriceSpec { Model = "fake/dall-e-3", PerImage = 0.04m }, On(database, kind));
        host.Provider.On(_ => true, Script.Json("""{"created":1,"data":[{"url":"a"}]}"""));
        const string Raw = "/passthrough/fake/images/generations";

        Assert.Equal(HttpStatusCode.PaymentRequired, await PostAsync(host, Raw, """{"model":"dall-e-3","prompt":"a cat","n":3}"""));
        Assert.Equal(HttpStatusCode.PaymentRequired, await PostAsync(host, Raw, """{"model":"dall-e-3","prompt":"a cat","n":1,"N":3}"""));
        Assert.Equal(HttpStatusCode.PaymentRequired, await PostAsync(host, "/passthrough/fake/images/other", """{"model":"dall-e-3","prompt":"a cat"}"""));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, Raw, """{"model":"dall-e-3","prompt":"a cat","n":2}"""));

        var (records, posted) = await host.SettledAsync();
        var record = records.Single(x => x.Status == 200);
        Assert.Equal((40_000_000L, 80_000_000L, "images=1", "/images/generations"), (record.CostNanos, record.HeldNanos, record.Units, record.Path));
        Assert.Equal(40_000_000, posted);
    }

    [Fact]
    public async Task SpeechIsHeldByItsCharacters()
    {
        await using var host = await StartAsync(null, null, Budget(0.001m), new PriceSpec { Model = "fake/*", PerMchar = 100 });
        host.Provider.On(_ => true, new Script().ContentType("audio/mpeg").Chunk("mp3"));

        Assert.Equal(HttpStatusCode.PaymentRequired, await PostAsync(host, Speech, """{"model":"fake/tts-1","voice":"alloy","input":"ELEVEN CHAR"}"""));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, Speech, """{"model":"fake/tts-1","voice":"alloy","input":"TEN CHARS\u00e9"}"""));

        Assert.Equal(1_000_000, (await host.SettledAsync()).Posted);
    }

    /// <summary>What vendors call their number beside n, and what leaves it to the model, proves nothing; each prompt has images of its own.</summary>
    [Theory]
    [InlineData("\"prompt\":\"a cat\",\"batch_size\":4", HttpStatusCode.PaymentRequired)]
    [InlineData("\"prompt\":\"a cat\",\"b\\u0061tch_Size\":4", HttpStatusCode.PaymentRequired)]
    [InlineData("\"prompt\":\"a cat\",\"sequential_image_generation\":\"auto\"", HttpStatusCode.PaymentRequired)]
    [InlineData("\"prompt\":\"a cat\",\"extra_body\":{\"num_images\":4}", HttpStatusCode.PaymentRequired)]
    [InlineData("\"prompt\":[\"a cat\",\"a dog\",\"a cow\"]", HttpStatusCode.PaymentRequired)]
    [InlineData("\"prompt\":\"a cat\",\"batch_size\":1,\"sequential_image_generation\":\"disabled\"", HttpStatusCode.OK)]
    public async Task ImagesAskedForByAnotherNameAreNotHeldAsOne(string fields, HttpStatusCode expected)
    {
        await using var host = await StartAsync(null, null, Budget(0.10m), AnImage);
        host.Provider.On(_ => true, Script.Json("""{"created":1,"data":[{"url":"a"}]}"""));

        Assert.Equal(expected, await PostAsync(host, Images, """{"model":"fake/m",""" + fields + "}"));
    }

    /// <summary>A file may last for hours: nothing is proven before, and the whole is billed after.</summary>
    [Theory]
    [InlineData(UnpricedRule.Allow, 0)]
    [InlineData(UnpricedRule.Hold, 0.05)]
    public async Task AudioIsUnpricedInFrontAndBilledExactlyAfterwards(UnpricedRule rule, double held)
    {
        await using var host = await StartAsync(null, null, Budget(0.10m), new PriceSpec { Model = "fake/*", PerAudioHour = 0.36m });
        host.Provider.On(_ => true, Script.Json("""{"text":"Hi","usage":{"type":"duration","seconds":900}}"""));
        Assert.Equal(HttpStatusCode.PaymentRequired, await TranscribeAsync(host));
        Assert.Empty(host.Provider.Requests);

        Ok(await host.Host.Services.GetRequiredService<LimitCommands>().CreateSubjectAsync(
            Actor.CommandLine, new LimitSubjectSpec(LimitSubjectKind.Model, "fake/*", new LimitsSpec(), rule, (decimal)held)));
        Assert.Equal(HttpStatusCode.OK, await TranscribeAsync(host));

        var (records, posted) = await host.SettledAsync();
        Assert.Equal((90_000_000L, (long)(held * 1e9)), (records.Single(x => x.Status == 200).CostNanos, records.Single(x => x.Status == 200).HeldNanos));
        Assert.Equal(90_000_000, posted);
        if (rule == UnpricedRule.Hold)
        {
            Assert.Equal(HttpStatusCode.PaymentRequired, await TranscribeAsync(host));
        }
    }

    /// <summary>By tokens they have no bound: an image's depend on size and quality, which each model weighs in its own way.</summary>
    [Fact]
    public async Task ImagesByTokensAreUnpricedInFront()
    {
        await using var host = await StartAsync(null, null, Budget(100), new PriceSpec { Model = "fake/*", InputPerMtok = 5, OutputPerMtok = 40 });

        Assert.Equal(HttpStatusCode.PaymentRequired, await PostAsync(host, Images, """{"model":"fake/gpt-image-1","prompt":"a cat"}"""));
    }

    /// <summary>Nor is it a way to pay less to leave: what was allowed without a bound is posted to the nano-dollar all the same.</summary>
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task WhatComesWhenTheCallerHasLeftIsPosted(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(null, null, Budget(1), new PriceSpec { Model = "fake/*", InputPerMtok = 5, OutputPerMtok = 40 }, On(database, kind));
        Ok(await host.Host.Services.GetRequiredService<LimitCommands>().CreateSubjectAsync(
            Actor.CommandLine, new LimitSubjectSpec(LimitSubjectKind.Model, "fake/*", new LimitsSpec(), UnpricedRule.Allow)));
        using var rest = new ScriptGate();
        host.Provider.On(_ => true, new Script().ContentType("text/event-stream").Chunk("data: {\"type\":\"image_generation.partial_image\"}\n\n").Gate(rest.Opened)
            .Chunk("data: {\"type\":\"image_generation.completed\",\"usage\":{\"input_tokens\":50,\"output_tokens\":5000,\"total_tokens\":5050}}\n\n"));
        using var caller = LeavingCaller.Begin(host.Host.Services, host.Authorization, Bifrost.Gateway.Exchanges.Operation.Images, """{"model":"fake/gpt-image-1","prompt":"a cat","stream":true}""");
        await Polling.UntilAsync(() => caller.Received > 0, () => "nothing came");

        await caller.LeaveAsync();
        rest.Open();
        await caller.EndAsync();

        var (records, posted) = await host.SettledAsync();
        Assert.Equal((UsageOutcome.CallerAborted, 200_250_000L, 200_250_000L), (records[0].Outcome, records[0].CostNanos, posted));
    }

    [Theory]
    [InlineData(Images, """{"model":"fake/m","prompt":"a cat","n":2}""", 80_000_000, "images=2")]
    [InlineData(Speech, """{"model":"fake/m","voice":"alloy","input":"Hello"}""", 500_000, "characters=5")]
    public async Task ACallWhoseProcessIsKilledIsBilledWhatWasHeld(string path, string body, long nanos, string units)
    {
        await using var host = await StartAsync(null, null, Budget(1), AnImage with { PerMchar = 100 });
        using var go = new ScriptGate();
        host.Provider.On(_ => true, new Script().Gate(go.Opened).Chunk("""{"created":1,"data":[{"url":"a"}]}"""));
        var call = PostAsync(host, path, body);
        await host.Provider.RequestAsync();
        Assert.Equal(nanos, host.ReservedNanos);

        using var folder = new TempFolder();
        foreach (var file in JournalFolder.Files(Path.Combine(host.Host.DataFolder, "journal")))
        {
            File.Copy(file, folder.Combine(Path.GetFileName(file)));
        }

        var record = (await JournalFolder.ReplayAsync(folder.Path)).Pending.Single(x => x.Record.Outcome == UsageOutcome.Interrupted).Record;
        go.Open();
        Assert.Equal(HttpStatusCode.OK, await call);

        Assert.Equal((nanos, nanos, true, units), (record.CostNanos, record.HeldNanos, record.Estimated, record.Units));
        Assert.Contains(units, record.ErrorMessage, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> EditAsync(BudgetedHost host, params (string Name, string Value)[] more)
    {
        using var form = new MultipartFormDataContent { { new StringContent("fake/dall-e-2"), "model" }, { new ByteArrayContent([1]), "image", "a.png" }, { new StringContent("a hat"), "prompt" } };
        foreach (var (name, value) in more)
        {
            form.Add(new StringContent(value), name);
        }

        return await PostAsync(host, "/v1/images/edits", form);
    }

    private static async Task<HttpStatusCode> TranscribeAsync(BudgetedHost host)
    {
        using var form = new MultipartFormDataContent { { new StringContent("fake/whisper-1"), "model" }, { new ByteArrayContent([1]), "file", "a.mp3" } };
        return await PostAsync(host, "/v1/audio/transcriptions", form);
    }

    private static async Task<HttpStatusCode> PostAsync(BudgetedHost host, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await PostAsync(host, path, content);
    }

    private static async Task<HttpStatusCode> PostAsync(BudgetedHost host, string path, HttpContent content)
    {
        using var client = host.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = host.Authorization;
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        await response.Content.ReadAsByteArrayAsync();
        return response.StatusCode;
    }
}
