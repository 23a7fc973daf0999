using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.WireFormats.OpenAi;
using CsCheck;

namespace Bifrost.Tests.Gateway;

public sealed class BodyEditsTests
{
    [Theory]
    [InlineData("""{ "z":1.0e+2,"model" : "openai/gpt-4o" , "x":"\u00e9\/","x":2, "y":[ 1 ,2]}""",
        """{ "z":1.0e+2,"model" : "gpt-4o" , "x":"\u00e9\/","x":2, "y":[ 1 ,2]}""")]
    [InlineData("""{"model":"openai/gpt-4o","stream":true}""",
        """{"stream_options":{"include_usage":true},"model":"gpt-4o","stream":true}""")]
    [InlineData("""{"stream":true,"stream_options":{},"model":"a"}""",
        """{"stream":true,"stream_options":{"include_usage":true},"model":"gpt-4o"}""")]
    [InlineData("""{"model":"a","stream":true,"stream_options": { "x":1 }}""",
        """{"model":"gpt-4o","stream":true,"stream_options": {"include_usage":true, "x":1 }}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":false},"model":"a"}""",
        """{"stream":true,"stream_options":{"include_usage":true},"model":"gpt-4o"}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":null},"model":"a"}""",
        """{"stream":true,"stream_options":{"include_usage":true},"model":"gpt-4o"}""")]
    [InlineData("""{"stream":true,"stream_options":null,"model":"a"}""",
        """{"stream":true,"stream_options":{"include_usage":true},"model":"gpt-4o"}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":true},"model":"gpt-4o"}""",
        """{"stream":true,"stream_options":{"include_usage":true},"model":"gpt-4o"}""")]
    [InlineData("""{"model":"gpt-4o","stream":true}""",
        """{"stream_options":{"include_usage":true},"model":"gpt-4o","stream":true}""")]
    [InlineData("""{"model":"gpt-4o","stream":false}""", """{"model":"gpt-4o","stream":false}""")]
    public async Task Changes_only_what_it_must(string body, string expected) =>
        Assert.Equal(expected, await EditAsync(body, "gpt-4o", askForUsage: true));

    [Fact]
    public async Task Escapes_the_upstream_model() =>
        Assert.Equal("""{"model":"a\"\\b\n+é"}""", await EditAsync("""{"model":"x"}""", "a\"\\b\n+é", askForUsage: false));

    [Fact]
    public Task Equals_a_naive_splice_for_any_body() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.String[Gen.Char.AlphaNumeric, 0, 40], Gen.Bool)
            .SampleAsync(async (place, options, filler, ask) =>
            {
                var fields = new List<string> { $"\"f\": \"{filler}\"", "\"stream\": true", "\"g\":[1.0e+2 ,{}]" };
                string[] shapes = ["", "\"stream_options\":{}", "\"stream_options\":null", "\"stream_options\":{\"include_usage\":false}"];
                if (options > 0)
                {
                    fields.Add(shapes[options]);
                }

                fields.Insert(place, "\"model\" :\"openai/m\"");
                var body = "{ " + string.Join(" , ", fields) + " }";
                var expected = body.Replace("\"openai/m\"", "\"up\"", StringComparison.Ordinal);
                if (ask)
                {
                    expected = options switch
                    {
                        0 => "{\"stream_options\":{\"include_usage\":true}," + expected[1..],
                        1 => expected.Replace("{}", "{\"include_usage\":true}", StringComparison.Ordinal)
                            .Replace("[1.0e+2 ,{\"include_usage\":true}]", "[1.0e+2 ,{}]", StringComparison.Ordinal),
                        2 => expected.Replace("null", "{\"include_usage\":true}", StringComparison.Ordinal),
                        _ => expected.Replace("false", "true", StringComparison.Ordinal),
                    };
                }

                return await EditAsync(body, "up", ask) == expected;
            });

    [Fact]
    public async Task Each_attempt_sends_the_whole_body_and_none_after_the_exchange()
    {
        var (scan, body) = Read("""{"model":"openai/m","stream":true}""");
        Assert.Equal(await SentAsync(scan, body, "up", true), await SentAsync(scan, body, "up", true));
        using var late = Content(scan, body, "up", true);
        body.Dispose();
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => late.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
        Assert.IsType<IOException>(refused.InnerException);
    }

    [Fact]
    public async Task The_buffer_goes_back_only_when_nobody_sends_it_any_more()
    {
        var returned = false;
        var body = new RequestBody("{\"model\":\"m\"}"u8.ToArray(), _ => returned = true);
        body.Append(new ReadOnlySequence<byte>("{\"model\":\"m\"}"u8.ToArray()));
        Assert.True(RequestScanner.TryScan(body.Bytes.Span, out var scan, out _));
        using var content = Content(scan, body, "m", false);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 0, useSynchronizationContext: false));
        var sending = content.CopyToAsync(pipe.Writer.AsStream(), TestContext.Current.CancellationToken);
        body.Dispose();
        Assert.False(returned);
        await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
        await pipe.Reader.CompleteAsync();
        await sending;
        Assert.True(returned);
    }

    private static Task<string> EditAsync(string body, string model, bool askForUsage)
    {
        var (scan, whole) = Read(body);
        return SentAsync(scan, whole, model, askForUsage);
    }

    private static async Task<string> SentAsync(RequestScan scan, RequestBody body, string model, bool askForUsage)
    {
        using var content = Content(scan, body, model, askForUsage);
        using var sent = new MemoryStream();
        await content.CopyToAsync(sent);
        Assert.Equal(content.Headers.ContentLength, sent.Length);
        return Encoding.UTF8.GetString(sent.ToArray());
    }

    private static SplicedContent Content(RequestScan scan, RequestBody body, string model, bool askForUsage) =>
        new(body, BodyEdits.For(scan, body.Bytes.Span, BodyEdits.ModelToken(model), askForUsage));

    private static (RequestScan Scan, RequestBody Body) Read(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var body = new RequestBody(new byte[bytes.Length], _ => { });
        body.Append(new ReadOnlySequence<byte>(bytes));
        Assert.True(RequestScanner.TryScan(body.Bytes.Span, out var scan, out _));
        return (scan, body);
    }
}
