using System.Net;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>
/// No spelling of a nested name takes a file from under the budget, or a URL from under the guard: every guarded name, plain, with
/// each of its letters escaped, in capitals, and with the letters that fold into ASCII, at every place where a provider may read it.
/// </summary>
public sealed class GuardedNamesTests(BudgetedGateway gateway) : IClassFixture<BudgetedGateway>
{
    private static readonly string[] Files = ["file_id", "file_ids", "file_url", "file_data", "file_uri", "video", "video_url", "audio", "audio_url", "document", "document_url", "attachments", "vector_store_ids"];
    private static readonly string[] Urls = ["url", "image", "image_url", "file_url", "video", "video_url", "audio_url", "document_url", "file_uri", "uri", "any_other_url", "data"];

    // Where a provider reads it as it does its own fields, and where it may be anything.
    private static readonly (string Path, string Json, bool Strict)[] Places =
    [
        ("chat/completions", """{"model":"fake/m","messages":[{"role":"user","content":[{"type":"text","text":"Hi",NAME:VALUE}]}]}""", true),
        ("chat/completions", """{"model":"fake/m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{NAME:VALUE}}]}]}""", true),
        ("chat/completions", """{"model":"fake/m","messages":[{"role":"user","content":"Hi",NAME:VALUE}]}""", true),
        ("responses", """{"model":"fake/m","input":[{"role":"user","content":[{"type":"input_text","text":"Hi",NAME:VALUE}]}]}""", true),
        ("responses", """{"model":"fake/m","input":[{"role":"user","content":"Hi","x":[{NAME:VALUE}]}]}""", false),
        ("chat/completions", """{"model":"fake/m","messages":[{"role":"user","content":"Hi"}],"x":{"y":[{NAME:VALUE}]}}""", false),
    ];

    public static TheoryData<string, string, int, bool> FileSpellings => Spellings(Files);

    public static TheoryData<string, string, int, bool> UrlSpellings => Spellings(Urls);

    [Theory]
    [MemberData(nameof(FileSpellings))]
    public async Task AFileIsNeverPriced(string name, string spelled, int place, bool twin)
    {
        var (path, json, strict) = Places[place];
        var before = gateway.Host.Provider.Requests.Count;

        foreach (var value in (string[])["\"file-1\"", "[\"file-1\"]", "{\"id\":\"file-1\"}"])
        {
            var (status, body) = await gateway.SendAsync(path, json.Replace("NAME", spelled, StringComparison.Ordinal).Replace("VALUE", value, StringComparison.Ordinal));
            Assert.True(status == (twin && strict ? HttpStatusCode.BadRequest : HttpStatusCode.PaymentRequired), $"{name}: {status} {body}");
        }

        Assert.Equal(before, gateway.Host.Provider.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(UrlSpellings))]
    public async Task AMetadataAddressIsNeverSent(string name, string spelled, int place, bool twin)
    {
        var (path, json, _) = Places[place];
        var before = gateway.Host.Provider.Requests.Count;

        foreach (var value in (string[])["\"http://169.254.169.254/latest\"", "[\"http:\\/\\/169.254.169.254/latest\"]", "{\"url\":\"http://169.254.169.254/latest\"}"])
        {
            foreach (var budgeted in (bool[])[true, false])
            {
                var (status, body) = await gateway.SendAsync(path, json.Replace("NAME", spelled, StringComparison.Ordinal).Replace("VALUE", value, StringComparison.Ordinal), budgeted);
                Assert.True(status == HttpStatusCode.BadRequest, $"{name} {twin}: {status} {body}");
            }
        }

        Assert.Equal(before, gateway.Host.Provider.Requests.Count);
    }

    /// <summary>What a part is, spelled otherwise, and the names of what holds parts.</summary>
    [Theory]
    [InlineData("""{"role":"user","content":[{"Type":"file","x":1}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"Hi","TYPE":"file"}]}""")]
    [InlineData("""{"role":"user","Content":[{"type":"not_known"}]}""")]
    [InlineData("""{"role":"user","content":"Hi","\u0043ontent":[{"type":"not_known"}]}""")]
    public async Task ATwinOfAPartsTypeOrPlaceIsRefused(string message) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await gateway.SendAsync("chat/completions", $$"""{"model":"fake/m","messages":[{{message}}]}""")).Status);

    private static TheoryData<string, string, int, bool> Spellings(string[] names)
    {
        var data = new TheoryData<string, string, int, bool>();
        for (var place = 0; place < Places.Length; place++)
        {
            foreach (var name in names)
            {
                data.Add(name, Quoted(name), place, false);
                data.Add(name, Quoted(name.ToUpperInvariant()), place, true);
                data.Add(name, Quoted(char.ToUpperInvariant(name[0]) + name[1..]), place, true);
                data.Add(name, Quoted(string.Concat(name.Select(Escaped))), place, false);
                data.Add(name, Quoted(Escaped(char.ToUpperInvariant(name[0])) + name[1..]), place, true);
                if (name.Contains('i', StringComparison.Ordinal))
                {
                    data.Add(name, Quoted(name.Replace('i', 'ı')), place, true);
                }

                // Each letter in turn, at one place; elsewhere one of them.
                for (var i = 0; i < (place == 0 ? name.Length : 1); i++)
                {
                    data.Add(name, Quoted(name[..i] + Escaped(name[i]) + name[(i + 1)..]), place, false);
                }
            }
        }

        return data;
    }

    private static string Quoted(string name) => $"\"{name}\"";

    private static string Escaped(char letter) => $"\\u{(int)letter:x4}";
}
