using System.Text;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>PROMISES, section 4 A: bodies that are refused by name, and never reach a provider.</summary>
public sealed class JsonCorpusTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    private const string Rest = ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"input\":\"hi\"}";

    private static readonly Dictionary<string, (Func<byte[]> Body, string? Param)> Cases = new()
    {
        ["1 empty"] = Case(""),
        ["1 white space"] = Case(" \r\n\t "),
        ["2 null"] = Case("null"),
        ["3 array"] = Case("[]"),
        ["3 string"] = Case("\"model\""),
        ["4 two documents"] = Case("{}{}"),
        ["4 two whole documents"] = Case(Good() + Good()),
        ["4 comment"] = Case(Good() + "// yes"),
        ["4 trailing comma"] = Case("""{"model":"fake/gpt-4o",}"""),
        ["5 duplicate model"] = Case("""{"model":"fake/gpt-4o","model":"fake/o1" """ + Rest, "model"),
        ["5 duplicate model, escaped"] = Case("""{"model":"fake/gpt-4o","mod\u0065l":"fake/o1" """ + Rest, "model"),
        ["5 duplicate stream"] = Case("""{"model":"fake/gpt-4o","stream":false,"stream":true """ + Rest, "stream"),
        ["5 duplicate messages"] = Case("""{"messages":[],"model":"fake/gpt-4o" """ + Rest, "messages", chatOnly: true),
        ["6 Model twin"] = Case("""{"model":"fake/gpt-4o","Model":"fake/o1" """ + Rest, "Model"),
        ["6 MAX_TOKENS twin"] = Case("""{"model":"fake/gpt-4o","MAX_TOKENS":1 """ + Rest, "MAX_TOKENS"),
        ["6 \u017Ftream"] = Case("""{"model":"fake/gpt-4o","ſtream":true """ + Rest),
        ["7 depth 10,000"] = Case("""{"model":"fake/gpt-4o","x":""" + new string('[', 10_000) + new string(']', 10_000) + "}", "x"),
        ["7 depth 65 of objects"] = Case("""{"model":"fake/gpt-4o","x":""" + string.Concat(Enumerable.Repeat("{\"a\":", 65)) + "1" + new string('}', 66), "x"),
        ["9 UTF-16"] = (() => Encoding.Unicode.GetBytes(Good()), null),
        ["9 UTF-16 BE with BOM"] = (() => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Good())], null),
        ["9 UTF-32"] = (() => Encoding.UTF32.GetBytes(Good()), null),
        ["9 BOM"] = (() => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Good())], null),
        ["10 bytes C3 28 in model"] = (() => Bytes("{\"model\":\"fake/\u00C3(\"" + Rest), "model"),
        ["10 bytes C3 28 in content"] = (() => Bytes("{\"model\":\"fake/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"\u00C3(\"}]}"), "messages"),
        ["10 bytes C3 28 in an unknown field"] = (() => Bytes("{\"model\":\"fake/gpt-4o\",\"zzz\":\"\u00C3(\"" + Rest), "zzz"),
        ["11 lone surrogate in model"] = Case("{\"model\":\"fake/\\ud800\"" + Rest, "model"),
        ["11 lone surrogate in user"] = Case("{\"model\":\"fake/gpt-4o\",\"user\":\"\\udc00\"" + Rest, "user"),
        ["12 NUL in model"] = Case("{\"model\":\"fake/\\u0000\"" + Rest, "model"),
        ["12 escape in model"] = Case("{\"model\":\"fake/\\u001b[31m\"" + Rest, "model"),
        ["13 max_tokens -1"] = Case(With("\"max_tokens\":-1"), "max_tokens"),
        ["13 max_tokens 1.5"] = Case(With("\"max_tokens\":1.5"), "max_tokens"),
        ["13 max_tokens 2^31"] = Case(With("\"max_tokens\":2147483648"), "max_tokens"),
        ["13 max_tokens 1e400"] = Case(With("\"max_tokens\":1e400"), "max_tokens"),
        ["13 max_tokens string"] = Case(With("\"max_tokens\":\"5\""), "max_tokens"),
        ["13 max_completion_tokens 2^63"] = Case(With("\"max_completion_tokens\":9223372036854775808"), "max_completion_tokens"),
        ["13 max_output_tokens -0.5"] = Case(With("\"max_output_tokens\":-0.5"), "max_output_tokens"),
        ["14 n 100,000"] = Case(With("\"n\":100000"), "n"),
        ["14 n 2^31"] = Case(With("\"n\":2147483648"), "n"),
        ["14 n 0"] = Case(With("\"n\":0"), "n"),
        ["15 temperature NaN"] = Case(With("\"temperature\":NaN"), "temperature"),
        ["15 temperature 1e400"] = Case(With("\"temperature\":1e400"), "temperature"),
        ["18 file URL"] = Case(With(Image("file:///etc/passwd")), "messages"),
        ["18 file URL in disguise"] = Case(With(Image(" F\\u0069le:\\/\\/\\/etc\\/passwd")), "messages"),
        ["18 metadata address"] = Case(With(Image("http://169.254.169.254/latest/meta-data/")), "messages"),
        ["18 metadata address in decimal"] = Case(With(Image("HTTP://2852039166/latest/meta-data/")), "messages"),
        ["18 metadata address, mapped"] = Case(With(Image("http:\\/\\/[::ffff:a9fe:a9fe]/")), "messages"),
        ["18 metadata host"] = Case(With(Image("http://metadata.google.internal/computeMetadata/v1/")), "messages"),
        ["19 model with a relative path"] = Case("{\"model\":\"../../admin\"" + Rest, "model"),
        ["19 model with an encoded path"] = Case("{\"model\":\"fake/%2e%2E\\/admin\"" + Rest, "model"),
        ["19 model of 1 MB"] = Case("{\"model\":\"" + new string('m', 1 << 20) + "\"" + Rest, "model"),
        ["19 model number"] = Case("{\"model\":5" + Rest, "model"),
        ["19 no model"] = Case("{\"stream\":false" + Rest, "model"),
        ["20 stream string"] = Case(With("\"stream\":\"true\""), "stream"),
        ["20 stream 1"] = Case(With("\"stream\":1"), "stream"),
        ["20 stream_options string"] = Case(With("\"stream\":true,\"stream_options\":\"include_usage\""), "stream_options"),
        ["20 include_usage twin"] = Case(With("\"stream\":true,\"stream_options\":{\"Include_Usage\":true}"), "stream_options.include_usage"),
    };

    public static TheoryData<string, string> Names
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var name in Cases.Keys)
            {
                data.Add("chat/completions", name);
                data.Add("embeddings", name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_refused_by_name_and_never_dispatched(string operation, string name)
    {
        var (body, param) = Cases[name];
        var bytes = body();
        var before = gateway.Provider.Requests.Count;

        (await gateway.PostAsync($"/v1/{operation}", bytes, withKey: false)).AssertRefusal(401, "invalid_api_key");
        var answer = await gateway.PostAsync($"/v1/{operation}", bytes);

        answer.AssertRefusal(400, "invalid_request", param);
        Assert.Equal(before, gateway.Provider.Requests.Count);
    }

    private static string Good() => "{\"model\":\"fake/gpt-4o\"" + Rest;

    private static string With(string field) => field.Contains("messages", StringComparison.Ordinal) ? "{\"model\":\"fake/gpt-4o\"," + field + "}" : "{\"model\":\"fake/gpt-4o\"," + field + Rest;

    private static string Image(string url) => "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + url + "\"}}]}]";

    private static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);

    private static (Func<byte[]> Body, string? Param) Case(string body, string? param = null, bool chatOnly = false) => (() => Encoding.UTF8.GetBytes(body), chatOnly ? null : param);
}
