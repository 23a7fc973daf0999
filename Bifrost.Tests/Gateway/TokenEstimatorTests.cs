using System.Diagnostics;
using System.Text;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Providers.OpenAi;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Tests.Gateway;

public sealed class TokenEstimatorTests
{
    [Theory]
    [InlineData("openai/gpt-4o", TokenEncoding.O200kBase)]
    [InlineData("gpt-4.1-mini", TokenEncoding.O200kBase)]
    [InlineData("gpt-4", TokenEncoding.Cl100kBase)]
    [InlineData("azure/gpt-4-turbo", TokenEncoding.Cl100kBase)]
    [InlineData("gpt-3.5-turbo", TokenEncoding.Cl100kBase)]
    [InlineData("text-embedding-3-small", TokenEncoding.Cl100kBase)]
    [InlineData("llama-3", TokenEncoding.O200kBase)]
    public void Chooses_the_vocabulary_by_the_model(string model, object encoding) =>
        Assert.Equal(encoding, TokenEstimator.EncodingOf(model));

    [Fact]
    public async Task Loads_on_first_need_and_counts_by_ratio_until_then()
    {
        var estimator = new TokenEstimator();
        var watch = Stopwatch.StartNew();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        watch.Restart();
        Assert.InRange(estimator.Count("hello world, this is text"u8, default), 1, 25);
        var onCaller = watch.Elapsed;
        await estimator.LoadAsync(default);
        var loaded = watch.Elapsed;
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(4, estimator.Count("one two three four"u8, default));
        await estimator.LoadAsync(TokenEncoding.Cl100kBase);
        Assert.Equal(4, estimator.Count("one two three four"u8, TokenEncoding.Cl100kBase));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"first call {onCaller.TotalMilliseconds:F1} ms, load {loaded.TotalMilliseconds:F0} ms, about {held / 1024 / 1024} MiB held");
    }

    [Fact]
    public async Task Counts_text_without_spaces_and_invalid_bytes()
    {
        var estimator = TapRun.Estimator;
        await estimator.LoadAsync(default);
        var text = new byte[1024 * 1024];
        text.AsSpan().Fill((byte)'a');
        var watch = Stopwatch.StartNew();
        Assert.True(estimator.Count(text, default) > 1000);
        TestContext.Current.TestOutputHelper?.WriteLine($"1 MiB of one letter: {watch.Elapsed.TotalMilliseconds:F0} ms");
        text.AsSpan().Fill(0x80);
        Assert.True(estimator.Count(text.AsSpan(0, 64 * 1024), default) > 0);
    }

    [Fact]
    public async Task Long_output_is_counted_piece_by_piece_like_the_whole()
    {
        var estimator = TapRun.Estimator;
        await estimator.LoadAsync(default);
        var text = string.Join(' ', Enumerable.Range(0, 20_000).Select(i => "wörd" + i));
        var bytes = Encoding.UTF8.GetBytes(text);
        using var output = new OutputText(estimator, default);
        foreach (var piece in bytes.Chunk(33))
        {
            output.Append(piece, escaped: false);
        }

        Assert.Equal(bytes.Length, output.Bytes);
        var whole = estimator.Count(bytes, default);
        Assert.InRange(output.CountTokens(), whole * 0.999, whole * 1.001);
    }

    [Fact]
    public void Unescapes_what_it_counts()
    {
        Span<byte> target = stackalloc byte[64];
        var length = JsonText.Unescape("""a\"\u00e9\ud83d\ude00\ud800x\n\u12"""u8, target);
        Assert.Equal("a\"é😀\uFFFDx\n", Encoding.UTF8.GetString(target[..length]));
    }

    [Fact]
    public async Task Estimates_a_request()
    {
        await TapRun.Estimator.LoadAsync(default);
        var body = Encoding.UTF8.GetBytes(
            """{"model":"m","metadata":{"long":"not counted at all, it is not text"},"messages":[{"role":"user","content":[{"type":"text","text":"one two three four"},{"image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""");
        Assert.True(RequestScanner.TryScan(body, out var scan, out _));
        var tokens = InputEstimate.Of(body, scan, TapRun.Estimator, default);
        Assert.InRange(tokens, InputEstimate.TokensPerMediaPart + 4 + 4, InputEstimate.TokensPerMediaPart + 12);
        Assert.True(scan.TextTokenBound + OpenAiMedia.ImageOf("gpt-4o") >= tokens);
    }
}
