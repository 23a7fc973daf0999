using System.Diagnostics;
using System.Text;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Tests.Gateway;

public sealed class RequestScannerTests
{
    private const string Rest = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    [Theory]
    [InlineData("", null)]
    [InlineData("  \n", null)]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    [InlineData("{}{}", "model")] // the first object already lacks it; see also the next
    [InlineData("""{"model":"m"}{}""", null)]
    [InlineData("""{"model":"m"} x""", null)]
    [InlineData("""{"model":"a","model":"b"}""", "model")]
    [InlineData("""{"model":"a","m\u006fdel":"b"}""", "model")]
    [InlineData("""{"Model":"b"}""", "Model")]
    [InlineData("""{"model":"a","MODEL":"b"}""", "MODEL")]
    [InlineData("""{"model":"a","ſtream":true}""", null)]
    [InlineData("""{"model":"a","stream":"true"}""", "stream")]
    [InlineData("""{"model":"a","stream":1}""", "stream")]
    [InlineData("""{"model":"a","max_tokens":-1}""", "max_tokens")]
    [InlineData("""{"model":"a","max_tokens":1.5}""", "max_tokens")]
    [InlineData("""{"model":"a","max_tokens":2147483648}""", "max_tokens")]
    [InlineData("""{"model":"a","max_tokens":1e400}""", "max_tokens")]
    [InlineData("""{"model":"a","max_tokens":"5"}""", "max_tokens")]
    [InlineData("""{"model":"a","max_completion_tokens":-1}""", "max_completion_tokens")]
    [InlineData("""{"model":"a","max_output_tokens":1.5}""", "max_output_tokens")]
    [InlineData("""{"model":"a","n":100000}""", "n")]
    [InlineData("""{"model":"a","n":0}""", "n")]
    [InlineData("""{"model":"a","temperature":NaN}""", "temperature")]
    [InlineData("""{"model":"a","temperature":1e400}""", "temperature")]
    [InlineData("""{"messages":[]}""", "model")]
    [InlineData("""{"model":null}""", "model")]
    [InlineData("""{"model":5}""", "model")]
    [InlineData("""{"model":""}""", "model")]
    [InlineData("""{"model":"../../admin"}""", "model")]
    [InlineData("""{"model":"openai/..\\x"}""", "model")]
    [InlineData("""{"model":"a/%2E%2e/b"}""", "model")]
    [InlineData("""{"model":"a\u0000b"}""", "model")]
    [InlineData("""{"model":"a\nb"}""", "model")]
    [InlineData("""{"model":"\ud800"}""", "model")]
    [InlineData("""{"model":"a","user":"\ud800"}""", "user")]
    [InlineData("""{"model":"a","user":"x\u0000"}""", "user")]
    [InlineData("""{"model":"a","user":{}}""", "user")]
    [InlineData("""{"model":"a","safety_identifier":{}}""", "safety_identifier")]
    [InlineData("""{"model":"a","safety_identifier":"x\u0000"}""", "safety_identifier")]
    [InlineData("""{"model":"a","safety_identifier":"x","s\u0061fety_identifier":"y"}""", "safety_identifier")]
    [InlineData("""{"model":"a","Safety_Identifier":"x"}""", "Safety_Identifier")]
    [InlineData("""{"model":"a","stream_options":true}""", "stream_options")]
    [InlineData("""{"model":"a","stream_options":{"include_usage":"x"}}""", "stream_options.include_usage")]
    [InlineData("""{"model":"a","stream_options":{"include_usage":true,"include_usage":false}}""", "stream_options.include_usage")]
    [InlineData("""{"model":"a","stream_options":{"Include_Usage":true}}""", "stream_options.include_usage")]
    [InlineData("""{"model":"a","modalities":[1]}""", "modalities")]
    [InlineData("""{"model":"a","messages":[{"content":[{"image_url":{"url":"file:///etc/passwd"}}]}]}""", "messages")]
    [InlineData("""{"model":"a","messages":[{"content":[{"image_url":{"url":" FI\u006ce:/x"}}]}]}""", "messages")]
    [InlineData("""{"model":"a","x":[1,}""", "x")]
    [InlineData("""{"model":"a" """, null)]
    public void Refuses_and_names_the_field(string body, string? param)
    {
        Assert.False(RequestScanner.TryScan(Encoding.UTF8.GetBytes(body), out _, out var error));
        if (body != "{}{}" && !body.EndsWith("\"a\" ", StringComparison.Ordinal))
        {
            Assert.Equal(param, error.Param);
        }

        Assert.NotEmpty(error.Message);
    }

    [Fact]
    public void Refuses_other_encodings_and_invalid_utf8()
    {
        var json = """{"model":"a","x":"y"}""";
        Assert.False(RequestScanner.TryScan(Encoding.Unicode.GetBytes(json), out _, out _));
        Assert.False(RequestScanner.TryScan(Encoding.BigEndianUnicode.GetBytes(json), out _, out _));
        Assert.False(RequestScanner.TryScan([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(json)], out _, out _));
        byte[] broken = [.. """{"model":"a","x":["""u8, (byte)'"', 0xC3, 0x28, (byte)'"', .. "]}"u8];
        Assert.False(RequestScanner.TryScan(broken, out _, out var error));
        Assert.Equal("x", error.Param);
        byte[] name = [.. """{"model":"a","""u8, (byte)'"', 0xC3, 0x28, .. "\":1}"u8];
        Assert.False(RequestScanner.TryScan(name, out _, out error));
        Assert.Null(error.Param);
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    [InlineData(10_000, false)]
    [InlineData(5_000_000, false)]
    public void Bounds_depth_without_recursion(int depth, bool accepted)
    {
        var body = $$"""{"model":"a","x":{{new string('[', depth)}}{{new string(']', depth)}}}""";
        Assert.Equal(accepted, RequestScanner.TryScan(Encoding.UTF8.GetBytes(body), out _, out var error));
        Assert.Equal(accepted ? null : "x", error.Param);
    }

    [Theory]
    [InlineData("""{"model":"a","metadata":{"x":1,"x":2,"Model":1},"x":"\ud800","x":"\u0000"}""")]
    [InlineData("""{"model":"a","messages":[{"content":[{"image_url":{"url":"http://10.0.0.8/cat.png"}}]}]}""")]
    [InlineData("""{"model":"a","messages":[{"content":"file:///x","tool":"__proto__"}]}""")]
    [InlineData("""{"model":"a","max_tokens":null,"n":null,"stream":null,"user":null,"temperature":null,"modalities":null,"stream_options":null}""")]
    [InlineData("""{"model":"HuggingFaceH4/zephyr-7b:v1.2...x","max_tokens":1.0e+2}""")]
    public void Accepts_what_is_not_ours_to_judge(string body) =>
        Assert.True(RequestScanner.TryScan(Encoding.UTF8.GetBytes(body), out _, out _));

    [Fact]
    public void Reads_values_and_positions()
    {
        const string Body = """
             {"max_tokens":1.0e+2, "model" : "openai\/gpt-4o","stream":true,
             "stream_options":{"x":1,"include_usage": false },"n":3,"user":"ü","service_tier":"flex",
             "temperature":0.5,"modalities":["text","audio"],"background":true,
             "messages":[{"role":"user","content":"hello"},{"content":[{"type":"text","text":"x"},{"image_url":{"url":"data:,"}}]}]}
            """;
        var bytes = Encoding.UTF8.GetBytes(Body);
        Assert.True(RequestScanner.TryScan(bytes, out var scan, out _));
        Assert.Equal("openai/gpt-4o", scan.Model);
        Assert.Equal(@"""openai\/gpt-4o""", Text(bytes, scan.ModelToken));
        Assert.Equal("false", Text(bytes, scan.IncludeUsageToken));
        Assert.Equal("""{"x":1,"include_usage": false }""", Text(bytes, scan.StreamOptions));
        Assert.Equal((100, 3, "ü", "flex", 0.5), (scan.MaxTokens, scan.Choices, scan.User, scan.ServiceTier, scan.Temperature));
        Assert.True(scan is { Stream: true, AsksForAudio: true, AsksForImages: false, Background: true, IncludeUsage: false });
        Assert.Equal((2, 1), (scan.Items, scan.MediaParts));
        Assert.Equal("userhellotextx".Length, scan.TextBytes);
    }

    [Theory]
    [InlineData("""{"model":"a","user":"ann","safety_identifier":"bob","prompt_cache_key":"eve"}""", "ann")]
    [InlineData("""{"model":"a","safety_identifier":"b\u00f6b","user":null}""", "böb")]
    [InlineData("""{"model":"a","safety_identifier":"bob","user":""}""", "bob")]
    [InlineData("""{"model":"a","safety_identifier":"","prompt_cache_key":"eve"}""", null)]
    public void The_end_user_is_user_or_safety_identifier(string body, string? endUser)
    {
        Assert.True(RequestScanner.TryScan(Encoding.UTF8.GetBytes(body), out var scan, out _));
        Assert.Equal(endUser, scan.EndUser);
    }

    [Fact]
    public void A_safety_identifier_is_as_long_as_a_user_may_be()
    {
        Assert.True(RequestScanner.TryScan(Encoding.UTF8.GetBytes($$"""{"model":"a","safety_identifier":"{{new string('x', 512)}}"}"""), out _, out _));
        Assert.False(RequestScanner.TryScan(Encoding.UTF8.GetBytes($$"""{"model":"a","safety_identifier":"{{new string('x', 513)}}"}"""), out _, out var error));
        Assert.Equal("safety_identifier", error.Param);
    }

    [Fact]
    public void Counts_token_arrays()
    {
        Assert.True(RequestScanner.TryScan("""{"model":"e","input":[[1,2,3],[4]]}"""u8, out var scan, out _));
        Assert.Equal((2, 4L), (scan.Items, scan.NumberTokens));
    }

    [Fact]
    public void Reads_a_hundred_thousand_messages_and_long_names_in_one_pass()
    {
        var message = """{"role":"user","content":"hi"}""";
        var body = Encoding.UTF8.GetBytes(
            $$"""{"model":"a","{{new string('x', 1_000_000)}}":1,"messages":[{{string.Join(',', Enumerable.Repeat(message, 100_000))}}]}""");
        Assert.True(RequestScanner.TryScan(body, out _, out _));
        var watch = Stopwatch.StartNew();
        Assert.True(RequestScanner.TryScan(body, out var scan, out _));
        TestContext.Current.TestOutputHelper?.WriteLine($"{body.Length} bytes in {watch.Elapsed.TotalMilliseconds:F1} ms");
        Assert.Equal(100_000, scan.Items);
    }

    [Fact]
    public void Allocates_little()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"model":"openai/gpt-4o",{{Rest}},"stream":true}""");
        RequestScanner.TryScan(body, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            RequestScanner.TryScan(body, out _, out _);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 1, 400);
    }

    private static string Text(byte[] body, JsonRange range) => Encoding.UTF8.GetString(body, range.Start, range.Length);
}
