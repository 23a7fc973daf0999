using System.Globalization;

namespace Bifrost.Domain.Providers.Prices;

/// <summary>
/// Published prices by provider and model. Which entry wins when several match: an exact name first, then the longest
/// literal text (of a regex, what it must begin with), then the order of the file; letter case is ignored.
/// Immutable and safe for use by many threads.
/// </summary>
public sealed class PriceBook
{
    /// <summary>The version of the embedded file: its date.</summary>
    public const string EmbeddedVersion = "2026-11-22";

    /// <summary>Longer model names are not looked up: none of the book is nearly as long, and callers choose the name.</summary>
    private const int MaxModelLength = 256;

    /// <summary>Hugging Face resells others, each at its own price: the book has them as <c>huggingface_groq</c> and its like.</summary>
    private const string Router = "huggingface";

    private const string ResourceName = "Bifrost.Domain.model-prices.csv";

    private static readonly Lazy<PriceBook> Book = new(ReadEmbedded);
    private readonly Dictionary<string, ProviderPrices> _providers;

    private PriceBook(string version, DateTime effectiveFrom, List<PriceBookEntry> entries, Dictionary<string, ProviderPrices> providers)
    {
        Version = version;
        EffectiveFrom = effectiveFrom;
        Entries = entries;
        _providers = providers;
    }

    /// <summary>The book that ships with this version, read at first use. Source: <c>model-prices.csv</c> beside this file.</summary>
    public static PriceBook Embedded => Book.Value;

    /// <summary>The date of the file, such as <c>2026-11-22</c>.</summary>
    public string Version { get; }

    /// <summary>When these prices came into force (UTC).</summary>
    public DateTime EffectiveFrom { get; }

    /// <summary>All models in the order of the file.</summary>
    public IReadOnlyList<PriceBookEntry> Entries { get; }

    /// <summary>
    /// The book's provider name of a provider kind: <c>bedrock</c> → <c>aws</c>, <c>gemini</c> and <c>vertex</c> →
    /// <c>google</c>, <c>xai</c> → <c>x-ai</c>, <c>moonshot</c> → <c>moonshotai</c>, <c>zhipu</c> → <c>zhipuai</c>, else the
    /// same where the book has it; null for kinds that the book does not know and for <c>openai-compatible</c> and
    /// <c>anthropic-compatible</c>, which may be anybody.
    /// </summary>
    public string? BookProvider(string kind)
    {
        var name = kind switch
        {
            "bedrock" => "aws",
            "gemini" or "vertex" => "google",
            "xai" => "x-ai",
            "moonshot" => "moonshotai",
            "zhipu" => "zhipuai",
            _ => kind,
        };
        return name == Router || _providers.ContainsKey(name) ? name : null;
    }

    /// <summary>
    /// The price of a model; null when the book does not know the model, or knows it without a price per token.
    /// Null is <em>unpriced</em>, never free.
    /// </summary>
    public Price? Find(string bookProvider, string model) => FindEntry(bookProvider, model)?.Price;

    /// <summary>The entry of a model, with or without a price; null when the book does not know the model.</summary>
    public PriceBookEntry? FindEntry(string bookProvider, string model) =>
        model.Length is 0 or > MaxModelLength ? null
        : bookProvider == Router ? FindRouted(model)
        : _providers.TryGetValue(bookProvider, out var prices) ? prices.Find(model) : null;

    /// <summary>Reads a book.</summary>
    /// <param name="csv">Text of the form of <c>model-prices.csv</c>.</param>
    /// <param name="version">Its date, <c>yyyy-MM-dd</c>; in force from the start of that day, UTC.</param>
    /// <exception cref="FormatException">The text is not of that form; the message names the line.</exception>
    internal static PriceBook Parse(string csv, string version)
    {
        var effectiveFrom = DateTime.SpecifyKind(
            DateTime.ParseExact(version, "yyyy-MM-dd", CultureInfo.InvariantCulture), DateTimeKind.Utc);
        var entries = new List<PriceBookEntry>();
        var providers = new Dictionary<string, ProviderPrices>(StringComparer.OrdinalIgnoreCase);
        foreach (var (entry, matches) in new PriceBookReader("book-" + version, effectiveFrom).Read(csv))
        {
            entries.Add(entry);
            if (!providers.TryGetValue(entry.Provider, out var prices))
            {
                providers.Add(entry.Provider, prices = new ProviderPrices());
            }

            foreach (var match in matches)
            {
                prices.Add(match, entry);
            }
        }

        foreach (var prices in providers.Values)
        {
            prices.Sort();
        }

        return new PriceBook(version, effectiveFrom, entries, providers);
    }

    /// <summary>A model with who is to serve it, as in <c>openai/gpt-oss-120b:groq</c>. Where the router chooses, nobody knows the price before.</summary>
    private PriceBookEntry? FindRouted(string model) =>
        model.LastIndexOf(':') is > 0 and var colon && _providers.TryGetValue($"{Router}_{model[(colon + 1)..]}", out var prices) ? prices.Find(model[..colon]) : null;

    private static PriceBook ReadEmbedded()
    {
        using var stream = typeof(PriceBook).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The assembly lacks the resource {ResourceName}.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), EmbeddedVersion);
    }
}
