using System.Text;
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
    public void Changes_only_what_it_must(string body, string expected) =>
        Assert.Equal(expected, Edit(body, "gpt-4o", askForUsage: true));

    [Fact]
    public void Escapes_the_upstream_model() =>
        Assert.Equal("""{"model":"a\"\\b\n+é"}""", Edit("""{"model":"x"}""", "a\"\\b\n+é", askForUsage: false));

    [Fact]
    public void Equals_a_naive_splice_for_any_body_and_any_reads() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.String[Gen.Char.AlphaNumeric, 0, 40], Gen.Int[1, 50], Gen.Bool)
            .Sample((place, options, filler, size, ask) =>
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

                return Edit(body, "up", ask, size) == expected;
            });

    [Fact]
    public async Task Rewinds_seeks_and_copies()
    {
        using var stream = Open("""{"model":"openai/m","stream":true}""", "up", askForUsage: true);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
        Assert.Equal(stream.Length, copy.Length);
        Assert.Equal(0, stream.Read(new byte[5]));
        stream.Position = 0;
        Assert.Equal(0, stream.Read([]));
        using var again = new MemoryStream();
        stream.CopyTo(again);
        Assert.Equal(copy.ToArray(), again.ToArray());
        stream.Seek(-1, SeekOrigin.End);
        Assert.Equal('}', stream.ReadByte());
    }

    private static string Edit(string body, string model, bool askForUsage, int size = 7)
    {
        using var stream = Open(body, model, askForUsage);
        var result = new List<byte>();
        var buffer = new byte[size];
        for (var count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
        {
            result.AddRange(buffer[..count]);
        }

        Assert.Equal(stream.Length, result.Count);
        return Encoding.UTF8.GetString([.. result]);
    }

    private static SplicedBodyStream Open(string body, string model, bool askForUsage)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.True(RequestScanner.TryScan(bytes, out var scan, out _));
        return new SplicedBodyStream(bytes, BodyEdits.For(scan, bytes, BodyEdits.ModelToken(model), askForUsage));
    }
}
