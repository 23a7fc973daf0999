using System.Text.Json;
using System.Text.RegularExpressions;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Providers.Prices;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Providers;

public sealed partial class ProviderCatalogTests
{
    // Parts of the book that are no provider which one can set up: resold models, subscriptions, and those who speak another wire.
    private static readonly string[] OfNoKind = ["avian", "cursor", "github-copilot", "modal", "provider", "quicksilverpro", "typesafe", "voyageai"];

    public static TheoryData<string> Kinds => [.. ProviderCatalog.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_row_is_whole(string kind)
    {
        var row = ProviderCatalog.Describe(kind)!;
        Assert.Matches(KebabCase(), row.Kind);
        Assert.False(string.IsNullOrWhiteSpace(row.DisplayName));
        Assert.True(row.DefaultBaseUrl is null != row.ExampleBaseUrl is null, "an address, or how one's own looks");
        if (row.DefaultBaseUrl is { } url)
        {
            Assert.True(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == "https" && !url.EndsWith('/'), url);
            Assert.Empty(ProviderRules.Check(new ProviderSpec { Name = "x", Kind = kind, BaseUrl = url }));
        }

        Assert.True(Uri.TryCreate(row.Documentation, UriKind.Absolute, out var page) && page.Scheme == "https", row.Documentation);
        Assert.NotEqual(ProviderOperations.None, row.Operations & ~ProviderOperations.Models);
        Assert.All(row.Paths, x => Assert.True((row.Operations & x.Key) != 0 && x.Value.StartsWith('/')));
        Assert.All(row.Quirks.RefusedFields, x => Assert.True(x is not ("model" or "messages" or "stream" or "max_tokens") && FieldName().IsMatch(x), x));
        Assert.Equal(row.Quirks.RefusedFields.Distinct(), row.Quirks.RefusedFields);
        Assert.All(row.KeyPrefixes, x => Assert.True(x.Length >= 3 && !x.Contains(' '), x));
        Assert.False(row.Key == KeyPresentation.None && row.KeyRequired);
        Assert.True(row.BookProvider is null || row.BookProvider == "huggingface" || PriceBook.Embedded.Entries.Any(x => x.Provider == row.BookProvider));
    }

    [Fact]
    public void Kinds_and_names_are_unique_and_there_are_many()
    {
        Assert.Equal(ProviderCatalog.Descriptors.Count, ProviderCatalog.Descriptors.Select(x => x.DisplayName).Distinct().Count());
        Assert.Equal(ProviderCatalog.Kinds, ProviderCatalog.Kinds.Order(StringComparer.Ordinal));
        Assert.True(ProviderCatalog.Descriptors.Count >= 60, $"{ProviderCatalog.Descriptors.Count} kinds");
        var prefixes = ProviderCatalog.Descriptors.SelectMany(x => x.KeyPrefixes).ToList();
        Assert.Equal(prefixes.Distinct(), prefixes);
    }

    [Fact]
    public void The_schema_of_the_governance_file_names_every_kind()
    {
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TestPaths.Repository, "Bifrost.Domain", "Governance", "File", "bifrost.schema.json")));
        var kinds = schema.RootElement.GetProperty("properties").GetProperty("providers").GetProperty("items").GetProperty("properties").GetProperty("kind").GetProperty("enum");
        Assert.Equal(ProviderCatalog.Kinds, kinds.EnumerateArray().Select(x => x.GetString()!));
    }

    [Fact]
    public void Every_part_of_the_price_book_that_can_be_set_up_is_found_by_a_kind()
    {
        var found = ProviderCatalog.Descriptors.Select(x => x.BookProvider).ToHashSet();
        var missed = PriceBook.Embedded.Entries.Select(x => x.Provider).Distinct()
            .Where(x => !found.Contains(x) && !OfNoKind.Contains(x) && !x.StartsWith("huggingface_", StringComparison.Ordinal));
        Assert.Empty(missed);
    }

    [Fact]
    public void Hugging_Faces_price_is_that_of_who_serves_the_model()
    {
        var book = PriceBook.Embedded;
        Assert.Equal("huggingface", book.BookProvider("huggingface"));
        Assert.Equal(book.Find("huggingface_groq", "openai/gpt-oss-120b"), book.Find("huggingface", "openai/gpt-oss-120b:groq"));
        Assert.NotNull(book.Find("huggingface", "openai/gpt-oss-120b:groq"));
        Assert.Null(book.Find("huggingface", "openai/gpt-oss-120b"));
        Assert.Null(book.Find("huggingface", "openai/gpt-oss-120b:nobody"));
        Assert.Null(book.Find("huggingface", ":groq"));
    }

    [Fact]
    public void What_a_vendor_does_not_document_has_no_path()
    {
        var perplexity = ProviderCatalog.Find("perplexity")!;
        Assert.Equal("/chat/completions", perplexity.PathOf(Operation.Chat));
        Assert.Equal("/v1/responses", perplexity.PathOf(Operation.Responses));
        Assert.Null(perplexity.PathOf(Operation.Images));
        Assert.Null(perplexity.Descriptor.ModelsPath);
        Assert.Equal("/models", ProviderCatalog.Describe("groq")!.ModelsPath);
        Assert.All(Operation.All, x => Assert.NotNull(ProviderCatalog.Find("openai")!.PathOf(x)));
    }

    [Fact]
    public void An_address_with_a_gap_is_refused_by_the_gaps_name()
    {
        var spec = new ProviderSpec { Name = "x", Kind = "cloudflare", BaseUrl = ProviderCatalog.Describe("cloudflare")!.ExampleBaseUrl };
        Assert.Equal("Put your own in the place of {account_id}.", Assert.Single(ProviderRules.Check(spec)).Message);
        Assert.Contains("{workspace}", Assert.Single(ProviderRules.Check(spec with { BaseUrl = ProviderCatalog.Describe("databricks")!.ExampleBaseUrl })).Message, StringComparison.Ordinal);
        Assert.Empty(ProviderRules.Check(spec with { BaseUrl = "https://api.cloudflare.com/client/v4/accounts/0123/ai/v1" }));
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();

    [GeneratedRegex("^[a-z_]+$")]
    private static partial Regex FieldName();
}
