using System.Globalization;
using Bifrost.Domain.Providers.Prices;
using Xunit;

namespace Bifrost.Tests.Domain;

public sealed class PriceBookTests
{
    private static readonly Dictionary<string, TokenClass> Billed = new()
    {
        ["input_mtok"] = TokenClass.Input,
        ["cache_read_mtok"] = TokenClass.CachedInput,
        ["cache_write_mtok"] = TokenClass.CacheWrite,
        ["cache_write_1h_mtok"] = TokenClass.CacheWrite1h,
        ["input_audio_mtok"] = TokenClass.AudioInput,
        ["cache_audio_read_mtok"] = TokenClass.CachedAudioInput,
        ["input_image_mtok"] = TokenClass.ImageInput,
        ["output_mtok"] = TokenClass.Output,
        ["output_reasoning_mtok"] = TokenClass.Reasoning,
        ["output_audio_mtok"] = TokenClass.AudioOutput,
        ["output_image_mtok"] = TokenClass.ImageOutput,
        ["requests_kcount"] = TokenClass.Request,
        ["input_audio_hours"] = TokenClass.AudioHour,
    };

    private static readonly PriceBook Book = PriceBook.Embedded;
    private static readonly List<Dictionary<string, string>> Rows = ReadRows();

    [Fact]
    public void The_book_is_the_file()
    {
        Assert.Equal("2026-11-22", Book.Version);
        Assert.Equal(new DateTime(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc), Book.EffectiveFrom);
        Assert.Equal(DateTimeKind.Utc, Book.EffectiveFrom.Kind);
        Assert.Equal(1694, Book.Entries.Count);
        Assert.Equal(43, Book.Entries.Select(entry => entry.Provider).Distinct().Count());
        Assert.Equal(Rows.Select(row => (row["provider"], row["model"])), Book.Entries.Select(entry => (entry.Provider, entry.Model)));
        Assert.Equal(38, Book.Entries.Count(entry => entry.Deprecated));
    }

    [Fact]
    public void Every_price_of_the_file_is_held_exactly()
    {
        var cells = 0;
        foreach (var (row, entry) in Rows.Zip(Book.Entries))
        {
            Assert.Equal(row["context_window"], entry.ContextWindow?.ToString(CultureInfo.InvariantCulture) ?? "");
            foreach (var (column, tokenClass) in Billed)
            {
                var rate = entry.Price?[tokenClass];
                Assert.True(row[column].Length == 0 ? rate is null : rate is not null, $"{entry.Provider}/{entry.Model} {column}");
                cells += row[column].Length == 0 ? 0 : AssertSame(row[column], rate!);
            }
        }

        Assert.True(cells > 3700, $"only {cells} prices were compared");
    }

    [Fact]
    public void A_row_priced_by_page_or_message_has_no_price_and_one_by_the_hour_has_none_of_tokens()
    {
        string[] others = ["input_document_kpages", "input_annotated_document_kpages", "input_text_messages_kcount"];
        foreach (var (row, entry) in Rows.Zip(Book.Entries))
        {
            Assert.True(entry.Price is null || others.All(column => row[column].Length == 0), entry.Model);
            Assert.True(row["audio_hours"].Length == 0 || entry.Price is null or { HasTokens: false, PerAudioHour: not null }, entry.Model);
        }

        Assert.Equal("audiohour=0.36", Book.Find("openai", "whisper-1")!.Rates);
        Assert.Null(Book.Find("x-ai", "grok-voice-latest"));
        Assert.NotNull(Book.FindEntry("x-ai", "grok-voice-latest"));
    }

    [Fact]
    public void Every_row_finds_itself_unless_its_name_is_only_a_label()
    {
        // 58 rows carry a label that no caller sends, and that their own match does not accept: Bedrock's
        // "regional." stands for "us.", "eu." …, Fireworks' and Mistral's short names for the ids in the match,
        // and OpenAI's "ft:gpt-4o" for "ft:gpt-4o-2024-…". A label finds nothing at all, never another row.
        var labels = new Dictionary<string, int>();
        foreach (var (row, entry) in Rows.Zip(Book.Entries))
        {
            var isName = ModelMatch.ParseAll(row["match"]).Exists(match => match.IsMatch(entry.Model));
            Assert.Same(isName ? entry : null, Book.FindEntry(entry.Provider, entry.Model));
            labels[entry.Provider] = labels.GetValueOrDefault(entry.Provider) + (isName ? 0 : 1);
        }

        Assert.Equal(
            new Dictionary<string, int> { ["aws"] = 19, ["fireworks"] = 32, ["mistral"] = 4, ["openai"] = 2 },
            labels.Where(label => label.Value > 0).ToDictionary());
    }

    [Fact]
    public void Every_alternative_finds_its_row_or_a_more_specific_one()
    {
        foreach (var (row, entry) in Rows.Zip(Book.Entries))
        {
            foreach (var match in ModelMatch.ParseAll(row["match"]).Where(match => match.IsExact))
            {
                var found = Book.FindEntry(entry.Provider, match.Literal.ToUpperInvariant());
                Assert.True(ReferenceEquals(found, entry), $"{entry.Provider}: {match.Literal} finds {found?.Model}, not {entry.Model}");
            }
        }
    }

    [Theory]
    [InlineData("openai", "gpt-4o", "in=2.5 cached=1.25 out=10")]
    [InlineData("openai", "gpt-4o-2024-05-13", "in=5 out=15")]
    [InlineData("openai", "gpt-4o-mini", "in=0.15 cached=0.075 out=0.6")]
    [InlineData("openai", "GPT-4o-Mini", "in=0.15 cached=0.075 out=0.6")]
    [InlineData("openai", "gpt-4o-audio-preview-2024-12-17", "in=2.5 out=10")]
    [InlineData("openai", "o3", "in=2 cached=0.5 out=8")]
    [InlineData("openai", "gpt-6-sol-2026-11-01", "in=2;>272000:4 cached=0.2;>272000:0.4 write=2.5;>272000:5 out=10;>272000:15")]
    [InlineData("openai", "text-embedding-3-small", "in=0.02")]
    [InlineData("anthropic", "claude-sonnet-4-5-20250929", "in=3;>200000:6 cached=0.3;>200000:0.6 write=3.75;>200000:7.5 write1h=6;>200000:12 out=15;>200000:22.5 ksearch=10")]
    [InlineData("anthropic", "claude-opus-4-20250514", "in=15 cached=1.5 write=18.75 write1h=30 out=75 ksearch=10")]
    [InlineData("google", "gemini-2.5-flash", "in=0.3 cached=0.03 audio=1 cachedaudio=0.1 out=2.5")]
    [InlineData("aws", "us.amazon.nova-lite-v1:0", "in=0.06 cached=0.015 out=0.24")]
    [InlineData("perplexity", "sonar", "in=1 out=1 req=12")]
    [InlineData("openai", "gpt-99", null)]
    [InlineData("openai", "", null)]
    [InlineData("openai", "omni-moderation-latest", "in=0")]
    [InlineData("nobody", "gpt-4o", null)]
    [InlineData("openrouter", "~anthropic/claude-nothing", null)]
    public void Known_models_have_their_prices(string provider, string model, string? rates) =>
        Assert.Equal(rates, Book.Find(provider, model)?.Rates);

    [Fact]
    public void Gemini_pro_changes_price_above_200000_tokens()
    {
        var input = Book.Find("google", "gemini-2.5-pro")!.Input!;
        Assert.Equal(1.25m, input.DollarsAt(200_000));
        Assert.Equal(2.5m, input.DollarsAt(200_001));
        Assert.NotEqual("gemini-2.5-pro", Book.FindEntry("google", "gemini-2.5-pro-preview-tts")?.Model);
    }

    [Theory]
    [InlineData("bedrock", "aws")]
    [InlineData("gemini", "google")]
    [InlineData("vertex", "google")]
    [InlineData("xai", "x-ai")]
    [InlineData("openai", "openai")]
    [InlineData("groq", "groq")]
    [InlineData("openai-compatible", null)]
    [InlineData("anthropic-compatible", null)]
    [InlineData("ollama", null)]
    [InlineData("", null)]
    public void Kinds_map_to_the_books_names(string kind, string? provider) => Assert.Equal(provider, Book.BookProvider(kind));

    [Fact]
    public void The_most_specific_match_wins_and_the_file_decides_ties()
    {
        var book = Made(
            "p,short,gpt*,1", "p,tie,*4o-x*,2", "p,long,gpt-4o-x*,3", "p,exact,=gpt-4o-x1,4", "p,late,*4o-y*,5",
            "p,later,*-4oy*|*4o-y*,6", "p,dated,~^gpt-4o-x-\\d+$,7", "p,again,=GPT-4o-X1,8");
        Assert.Equal("exact", book.FindEntry("p", "gpt-4o-x1")!.Model);
        Assert.Equal("long", book.FindEntry("p", "gpt-4o-x2")!.Model);
        Assert.Equal("tie", book.FindEntry("P", "my-4o-x2")!.Model);
        Assert.Equal("short", book.FindEntry("p", "gpt-3")!.Model);
        Assert.Equal("late", book.FindEntry("p", "a4o-y")!.Model);
        Assert.Equal("dated", book.FindEntry("p", "gpt-4o-x-2026")!.Model);
        Assert.Null(book.FindEntry("p", "other"));
        Assert.Null(book.FindEntry("p", "gpt" + new string('x', 300)));
    }

    [Theory]
    [InlineData("p,m,=m,-1")]
    [InlineData("p,m,=m,abc")]
    [InlineData("p,m,m,1")]
    [InlineData("p,m,=m")]
    [InlineData("p,\"m\",=m,1")]
    public void A_broken_row_is_named(string row) =>
        Assert.Contains("line 3", Assert.Throws<FormatException>(() => Made("p,ok,=ok,1", row)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_column_is_named() =>
        Assert.Contains("match", Assert.Throws<FormatException>(() => PriceBook.Parse("provider,model\n", "2026-01-01")).Message, StringComparison.Ordinal);

    [Fact]
    public void Ten_thousand_look_ups_by_many_threads_agree_with_a_plain_scan()
    {
        var plain = Rows.Zip(Book.Entries, (row, entry) => (entry, Matches: ModelMatch.ParseAll(row["match"]))).ToList();
        var asked = Book.Entries.SelectMany(entry => new[] { entry.Model, entry.Model + "-20260101", "us." + entry.Model }
            .Select(model => (entry.Provider, Model: model))).ToList();
        Parallel.For(0, 10_000, i =>
        {
            var (provider, model) = asked[i * 7919 % asked.Count];
            Assert.Same(Plain(plain, provider, model), Book.FindEntry(provider, model));
        });
    }

    private static PriceBookEntry? Plain(List<(PriceBookEntry Entry, List<ModelMatch> Matches)> rows, string provider, string model) =>
        rows.Where(row => row.Entry.Provider == provider)
            .SelectMany(row => row.Matches.Select(match => (row.Entry, Match: match)))
            .Where(row => row.Match.IsMatch(model))
            .OrderByDescending(row => row.Match.IsExact).ThenByDescending(row => row.Match.Literal.Length)
            .Select(row => row.Entry).FirstOrDefault();

    private static int AssertSame(string cell, PriceRate rate)
    {
        Assert.Equal(cell, rate.ToString());
        var parts = cell.Split(';');
        Assert.Equal(decimal.Parse(parts[0], CultureInfo.InvariantCulture), rate.DollarsAt(0));
        foreach (var tier in parts.Skip(1).Select(part => part[1..].Split(':')))
        {
            var above = long.Parse(tier[0], CultureInfo.InvariantCulture);
            Assert.Equal(decimal.Parse(tier[1], CultureInfo.InvariantCulture), rate.DollarsAt(above + 1));
            Assert.NotEqual(rate.DollarsAt(above), rate.DollarsAt(above + 1));
        }

        return 1;
    }

    private static PriceBook Made(params string[] rows)
    {
        string[] unused = [.. Billed.Keys.Where(column => column != "input_mtok")];
        var header = "provider,model,match,input_mtok,context_window,deprecated," + string.Join(',', unused);
        var rest = new string(',', unused.Length + 2);
        return PriceBook.Parse(header + "\n" + string.Join("\r\n", rows.Select(row => row + rest)) + "\n", "2026-01-01");
    }

    private static List<Dictionary<string, string>> ReadRows()
    {
        using var reader = new StreamReader(typeof(PriceBook).Assembly.GetManifestResourceStream("Bifrost.Domain.model-prices.csv")!);
        var names = reader.ReadLine()!.Split(',');
        var rows = new List<Dictionary<string, string>>();
        while (reader.ReadLine() is { } line)
        {
            rows.Add(names.Zip(line.Split(',')).ToDictionary(cell => cell.First, cell => cell.Second));
        }

        return rows;
    }
}
