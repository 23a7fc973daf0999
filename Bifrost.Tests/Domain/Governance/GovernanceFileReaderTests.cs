using System.Text;
using System.Text.Json;
using Bifrost.Domain.Governance.File;
using Bifrost.Domain.Identity;
using CsCheck;

namespace Bifrost.Tests.Domain.Governance;

public sealed class GovernanceFileReaderTests
{
    [Fact]
    public void Reads_every_field()
    {
        var reading = GovernanceFileTexts.Read(GovernanceFileTexts.Whole);

        Assert.Empty(reading.Errors);
        var file = reading.File!;
        var provider = file.Providers![0].Spec;
        Assert.Equal(("openai", "openai", "https://api.openai.com/v1/"), (provider.Name, provider.Kind, provider.BaseUrl));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(600), TimeSpan.FromMinutes(2), 3), (provider.ConnectTimeout, provider.FirstByteTimeout, provider.IdleTimeout, provider.MaxRetries));
        Assert.Equal(("main", GovernanceFileTexts.ProviderSecret, 1.5), (provider.Keys[0].Name, provider.Keys[0].Value, provider.Keys[0].Weight));
        Assert.Equal("platform", provider.ExtraHeaders["x-team"]);
        Assert.Equal(("http://bifrost:proxy-canary-1@proxy.example.com:3128", GovernanceFileTexts.CaFile), (provider.Proxy, provider.CaFile));
        Assert.Equal("acme", file.Teams![0].Spec.Customer);
        var key = file.VirtualKeys![0].Spec;
        Assert.Equal(GovernanceFileTexts.KeySecretOfCi, key.Value.Reveal());
        Assert.Equal(new DateTime(2099, 1, 31, 0, 0, 0, DateTimeKind.Utc), key.Spec.ExpiresAt);
        Assert.Equal((30, "ci"), (key.Spec.CaptureContentDays, key.Spec.Tags!["env"]));
        Assert.Equal(0.075m, file.Prices![0].Spec.CachedInputPerMtok);
        var webhook = file.Webhooks![0].Spec;
        Assert.Equal(("ops", "https://hooks.example.com/bifrost", false), (webhook.Spec.Name, webhook.Spec.Url, webhook.Spec.AllowPrivateNetwork));
        Assert.Equal(["budget.threshold_reached", "webhook.failed"], webhook.Spec.Kinds);
        Assert.Equal(GovernanceFileTexts.WebhookSecretOfOps, webhook.Secret.Reveal());
        Assert.Equal(Role.Admin, file.AdminTokens![0].Spec.Role);
    }

    [Fact]
    public void An_absent_section_is_null_and_an_empty_one_is_empty()
    {
        var file = GovernanceFileTexts.Read("""{ "teams": [] }""").File!;

        Assert.Null(file.Customers);
        Assert.Empty(file.Teams!);
    }

    [Fact]
    public void Lists_every_error_with_line_and_path()
    {
        var reading = GovernanceFileTexts.Read("""
            {
              "customers": [ { "name": "acme", "modles": ["*"] } ],
              "providers": [
                { "name": "Open AI", "kind": "acme", "connect_timeout": "soon",
                  "keys": [
                    { "name": "a", "value": "env.NOT_SET", "weight": -1 },
                    { "name": "a", "value": 5 }
                  ],
                  "max_retries": 2.5, "proxy": "ftp://p" }
              ],
              "virtual_keys": [ { "name": "k", "value": "sk-bf-short", "budgets": [], "expires_at": "tomorrow" } ],
              "routes": [],
              "customers": []
            }
            """);

        Assert.Null(reading.File);
        var found = reading.Errors.Select(x => $"{x.Line} {x.Path}").ToHashSet();
        string[] expected =
        [
            "2 customers[0].modles", "4 providers[0].name", "4 providers[0].kind", "4 providers[0].connect_timeout", "6 providers[0].keys[0].value",
            "6 providers[0].keys[0].weight", "7 providers[0].keys[1].name", "7 providers[0].keys[1].value", "9 providers[0].max_retries", "9 providers[0].proxy",
            "11 virtual_keys[0].value", "11 virtual_keys[0].expires_at", "12 routes", "13 customers",
        ];
        Assert.Equal(expected.Order(), found.Order());
        Assert.Contains(reading.Errors, x => x.Path == "routes" && x.Message.Contains("not supported yet", StringComparison.Ordinal));
        Assert.Contains(reading.Errors, x => x.Message.Contains("NOT_SET is not set", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "teams": [] // no """)]
    [InlineData("""{ "teams": [], }""")]
    [InlineData("""{ "teams": [] }{}""")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("""{ "teams": [ { "name": 'a' } ] }""")]
    [InlineData("""{ "teams": [[[[[[[[[[[[[[[[[[[[ ]]]]]]]]]]]]]]]]]]]] }""")]
    [InlineData("""{ "teams": [ { "name": "a", "weight": NaN } ] }""")]
    public void Refuses_what_is_no_strict_JSON(string text)
    {
        var error = Assert.Single(GovernanceFileTexts.Read(text).Errors);

        Assert.Equal(1, error.Line);
        Assert.StartsWith("This is no JSON", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "teams": [], }""", 16, "", "A field is missing after the comma.")]
    [InlineData("""{ "teams": [ 1, ] }""", 17, "teams", "A value is missing after the comma.")]
    [InlineData("""{ "teams": [ 1,, 2 ] }""", 16, "teams", "A value is missing after the comma.")]
    [InlineData("""{ "teams": [ 1 2 ] }""", 16, "teams", "A comma is missing before this.")]
    [InlineData("""{ "teams": [ {} "x": 1 ] }""", 17, "teams", "A comma is missing before this.")]
    [InlineData("""{ "teams": }""", 12, "teams", "A value is missing after the colon.")]
    [InlineData("""{ "teams" [] }""", 11, "", "A colon is missing after the field's name.")]
    [InlineData("""{ teams: [] }""", 3, "", "A field's name in double quotes is missing here.")]
    [InlineData("""{ "teams": [ } }""", 14, "teams", "A value is missing before this.")]
    [InlineData("""{ "teams": [ {} } }""", 17, "teams", "This closes a [ with a }.")]
    [InlineData("""{ "teams": [ { ] }""", 16, "teams[0]", "This closes a { with a ].")]
    [InlineData("""{ "teams": [ { "name": "a" ] }""", 28, "teams[0]", "This closes a { with a ].")]
    [InlineData("""{ "teams": [""", 13, "teams", "The file ends here, but a [ is not closed.")]
    [InlineData("""{ "teams": "a """, 12, "teams", "The text that begins here has no closing quote.")]
    [InlineData("{ \"teams\": \"a\n\" }", 12, "teams", "The text that begins here has no closing quote in its line.")]
    [InlineData("{ \"teams\": \"a\tb\" }", 14, "teams", "Write this character of text as \\u and four hex digits.")]
    [InlineData("""{ "teams": "a\x" }""", 14, "teams", "A \\ in text is followed by one of \" \\ / b f n r t, or by u and four hex digits.")]
    [InlineData("""{ "teams": 'a' }""", 12, "teams", "Text stands in double quotes.")]
    [InlineData("""{ "teams": 01 }""", 12, "teams", "This is no number as JSON writes it: 5, -0.25 or 1e6.")]
    [InlineData("""{ "teams": +1 }""", 12, "teams", "This is no number as JSON writes it: 5, -0.25 or 1e6.")]
    [InlineData("""{ "teams": True }""", 12, "teams", "This is no value: text stands in double quotes, and true, false and null in small letters.")]
    [InlineData("""{ "teams": [] // no""", 15, "", "JSON has no comments.")]
    [InlineData("""{ "ä": 1 } x""", 12, "", "Nothing may follow the end of the JSON.")]
    [InlineData("  ", 3, "", "The file is empty.")]
    public void Says_in_its_own_words_why_it_is_no_JSON(string text, int column, string path, string words)
    {
        var error = Assert.Single(GovernanceFileTexts.Read(text).Errors);

        Assert.Equal(new GovernanceFileError(1, path, "This is no JSON. " + words, column), error);
    }

    /// <summary>What the reader refuses has a fault that is found, and nothing else has.</summary>
    [Fact]
    public void Finds_a_fault_where_the_reader_does() =>
        Gen.Select(Gen.Int[0, 200], Gen.Int[0, 5_000], Gen.String[Gen.Char["{}[],:\"\\ 019-+.eEtruefalsnxu/\n\t"], 0, 3], Gen.Int[0, 3])
            .Sample(
                (seed, at, put, drop) =>
                {
                    var text = GovernanceFileMutationTests.Mutate(seed);
                    at %= text.Length;
                    text = text.Remove(at, Math.Min(drop, text.Length - at)).Insert(at, put);
                    return IsJson(text) == SyntaxFault.Find(Encoding.UTF8.GetBytes(text)) is null;
                },
                iter: 5_000);

    private static bool IsJson(string text)
    {
        try
        {
            using var _ = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("5")]
    public void Refuses_a_root_that_is_no_object(string text) => Assert.Single(GovernanceFileTexts.Read(text).Errors);

    [Fact]
    public void Refuses_bytes_that_are_no_text()
    {
        byte[] json = [.. "{ \"teams\": [ { \"name\": \"a"u8, 0xC3, 0x28, .. "\" } ] }"u8];

        Assert.Contains(GovernanceFileReader.Read(json, _ => null).Errors, x => x.Path == "teams[0].name");
        Assert.Contains(GovernanceFileTexts.Read("""{ "teams": [ { "name": "a\ud800" } ] }""").Errors, x => x.Path == "teams[0].name");
    }

    [Fact]
    public void Accepts_a_byte_order_mark_and_counts_lines_behind_it()
    {
        byte[] json = [.. Encoding.UTF8.Preamble, .. "{\r\n \"teams\": 5 }"u8];

        Assert.Equal((2, "teams"), Assert.Single(GovernanceFileReader.Read(json, _ => null).Errors) is var e ? (e.Line, e.Path) : default);
    }

    [Fact]
    public void Refuses_a_file_that_is_too_large()
    {
        var error = Assert.Single(GovernanceFileReader.Read(new byte[GovernanceFileReader.MaxBytes + 1], _ => null).Errors);

        Assert.Contains("16 MiB", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("env.A_1", true)]
    [InlineData("env.a", false)]
    [InlineData("xenv.A", false)]
    [InlineData("env.A\\n", false)]
    [InlineData("env.A B", false)]
    public void Only_a_whole_reference_reads_the_environment(string text, bool reads)
    {
        var asked = new List<string>();
        var json = $$"""{ "providers": [ { "name": "p", "kind": "openai", "extra_headers": { "x-a": "{{text}}" } } ] }""";

        GovernanceFileReader.Read(Encoding.UTF8.GetBytes(json), name =>
        {
            asked.Add(name);
            return "x";
        });

        Assert.Equal(reads ? ["A_1"] : [], asked);
    }

    [Theory]
    [InlineData("null", true)]
    [InlineData("\"2027-01-31\"", true)]
    [InlineData("\"2027-01-31T10:00:00+02:00\"", true)]
    [InlineData("\"2027-01-31T10:00:00\"", false)]
    [InlineData("\"31.01.2027\"", false)]
    [InlineData("\"2027-13-31\"", false)]
    [InlineData("1", false)]
    public void Moments_carry_their_zone(string value, bool valid)
    {
        var json = $$"""{ "virtual_keys": [ { "name": "k", "value": "{{GovernanceFileTexts.KeySecretOfCi}}", "expires_at": {{value}} } ] }""";

        Assert.Equal(valid, GovernanceFileTexts.Read(json).Errors.Count == 0);
    }

    [Fact]
    public void Errors_never_quote_a_secret()
    {
        var secret = GovernanceFileTexts.KeySecretOfCi[..^1] + "!";
        var json = $$"""
            { "virtual_keys": [ { "name": "k", "value": "{{secret}}" }, { "name": "l", "value": "{{secret}}" } ],
              "providers": [ { "name": "p", "kind": "openai", "keys": [ { "name": "a", "value": "{{secret}} {{secret}}" } ], "extra_headers": { "x-a": "{{secret}}\u0001" } } ] }
            """;

        var reading = GovernanceFileTexts.Read(json);

        Assert.True(reading.Errors.Count >= 4);
        Assert.All(reading.Errors, x => Assert.DoesNotContain(secret, x.Describe("f"), StringComparison.Ordinal));
    }
}
