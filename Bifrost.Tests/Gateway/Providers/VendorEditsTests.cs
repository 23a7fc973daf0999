using System.Text;
using Bifrost.Gateway.Providers;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Tests.Gateway.Providers;

public sealed class VendorEditsTests
{
    private static readonly ProviderQuirks Picky = new() { RefusedFields = ["logprobs", "user", "logit_bias"], OutputCap = OutputCapName.MaxTokens };

    [Theory]
    [InlineData("""{"model":"m","messages":[]}""", """{"model":"m","messages":[]}""", "")]
    [InlineData("""{"logprobs":true,"model":"m"}""", """{"model":"m"}""", "logprobs")]
    [InlineData("""{"model":"m","logprobs":true}""", """{"model":"m"}""", "logprobs")]
    [InlineData("""{ "model" : "m" , "logprobs" : true , "n":1 }""", """{ "model" : "m" , "n":1 }""", "logprobs")]
    [InlineData("""{"model":"m", "logprobs":true , "user":"u" }""", """{"model":"m"}""", "logprobs,user")]
    [InlineData("""{"user":"u","model":"m","logprobs":true,"n":1,"logit_bias":{"a":[1,{"user":"x"}]}}""", """{"model":"m","n":1}""", "user,logprobs,logit_bias")]
    [InlineData("""{"user":"u","user":"v","model":"m"}""", """{"model":"m"}""", "user")]
    [InlineData("""{"logit\u005fbias":{},"model":"m"}""", """{"model":"m"}""", "logit_bias")]
    [InlineData("""{"model":"m","messages":[{"logprobs":1,"user":2}],"metadata":{"user":"u"}}""", """{"model":"m","messages":[{"logprobs":1,"user":2}],"metadata":{"user":"u"}}""", "")]
    [InlineData("""{"model":"m","max_completion_tokens":5}""", """{"model":"m","max_tokens":5}""", "")]
    [InlineData("""{"max_completion_tokens":5,"model":"m","max_tokens":5}""", """{"max_completion_tokens":5,"model":"m","max_tokens":5}""", "")]
    public void Only_what_the_vendor_refuses_goes(string body, string sent, string dropped)
    {
        var edits = VendorEdits.For(Encoding.UTF8.GetBytes(body), Picky);
        Assert.Equal(dropped, string.Join(',', edits.Dropped));
        Assert.Equal(sent, Apply(body, BodyEdits.None.With(edits)));
    }

    [Fact]
    public void They_go_along_with_the_gateways_own_edits()
    {
        const string Body = """{"logprobs":true,"model":"fake/m","stream":true,"messages":[],"user":"u"}""";
        var bytes = Encoding.UTF8.GetBytes(Body);
        Assert.True(RequestScanner.TryScan(bytes, out var scan, out _));
        var edits = BodyEdits.For(scan, bytes, BodyEdits.ModelToken("m"), askForUsage: true, "\"max_tokens\":9,"u8.ToArray()).With(VendorEdits.For(bytes, Picky));
        var sent = Apply(Body, edits);
        Assert.Equal(Encoding.UTF8.GetByteCount(sent), edits.LengthOf(bytes.Length));
        Assert.Equal("""{"messages":[],"model":"m","stream":true}""", Sorted(sent, "max_tokens", "stream_options"));
        Assert.Contains("\"max_tokens\":9,", sent, StringComparison.Ordinal);
        Assert.Contains("\"include_usage\":true", sent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vendor_without_quirks_costs_no_pass() =>
        Assert.Same(VendorEdits.None, VendorEdits.For("{\"model\":\"m\",\"user\":\"u\"}"u8, ProviderQuirks.None));

    private static string Apply(string body, BodyEdits edits)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var sent = new List<byte>();
        var taken = 0;
        foreach (var splice in edits.Splices)
        {
            sent.AddRange(bytes[taken..splice.Offset]);
            sent.AddRange(splice.Replacement.ToArray());
            taken = splice.Offset + splice.Removed;
        }

        sent.AddRange(bytes[taken..]);
        return Encoding.UTF8.GetString([.. sent]);
    }

    private static string Sorted(string json, params string[] without)
    {
        var fields = System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject();
        return new System.Text.Json.Nodes.JsonObject(fields.Where(x => !without.Contains(x.Key)).OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => KeyValuePair.Create(x.Key, x.Value?.DeepClone()))).ToJsonString();
    }
}
