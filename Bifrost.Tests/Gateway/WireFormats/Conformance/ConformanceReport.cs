using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats.Conformance;

/// <summary>The table as it is published: for readers, and for the console.</summary>
internal sealed class ConformanceReport
{
    private readonly List<string> _notes = [];
    private readonly List<ConformanceCell> _cells =
    [
        .. Enum.GetValues<Feature>().SelectMany(f => ConformanceDialect.All.SelectMany(c => ConformanceDialect.All.Select(p => ConformanceCell.Of(c, p, f)))),
    ];

    /// <summary>For <c>docs/conformance.md</c>.</summary>
    public string Markdown()
    {
        var text = new StringBuilder();
        text.Append("""
            # Which dialect reaches which provider, and what is lost on the way

            Written by a test (`ConformanceTests`), which fails when this file is stale. To write it anew:

            ```
            BIFROST_WRITE_CONFORMANCE=1 dotnet run --project Bifrost.Tests -c Release -- --filter-class '*ConformanceReportTests*'
            ```

            Rows are what a caller speaks, columns what the provider speaks. Each cell takes texts as the vendors document them (`Bifrost.Tests/Gateway/WireFormats/Conformance/Golden`, each with its page's address) from the caller to the provider and back, and compares fact by fact what was sent with what arrives.

            - **yes**: every fact arrives. On the diagonal the bytes themselves pass.
            - **lossy**: all arrives but what the notes name, because the dialect on the other side cannot say it. A parameter that is dropped is named to the caller in `x-bf-dropped-params`.
            - **no**: the request is refused, with its parameter named, because the answer would be another without it.
            - **–**: the caller's dialect has no such thing to say, nor the provider's to answer.

            Not compared: ids of answers and names of models (the gateway's own stand in where a dialect has none), where one message ends and the next of the same role begins, and whether instructions are called the system's or the developer's. Images behind an address are fetched by the gateway for providers that take bytes alone.


            """.ReplaceLineEndings("\n"));
        foreach (var feature in Enum.GetValues<Feature>())
        {
            Table(text, feature);
        }

        text.Append("## Notes\n\n");
        for (var i = 0; i < _notes.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i + 1}. {_notes[i]}\n");
        }

        return text.ToString();
    }

    /// <summary>For the console.</summary>
    public string Json()
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = false, Encoder = JsonValue.Written.Encoder }))
        {
            json.WriteStartObject();
            json.WriteStartArray("dialects");
            ConformanceDialect.All.ToList().ForEach(x => json.WriteStringValue(x.Title));
            json.WriteEndArray();
            json.WriteStartArray("features");
            Enum.GetValues<Feature>().ToList().ForEach(x => json.WriteStringValue(Title(x)));
            json.WriteEndArray();
            json.WriteStartArray("cells");
            _cells.ForEach(x => Cell(json, x));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan).Replace("},{", "},\n{", StringComparison.Ordinal) + "\n";
    }

    private static void Cell(Utf8JsonWriter json, ConformanceCell cell)
    {
        json.WriteStartObject();
        json.WriteString("feature", Title(cell.Feature));
        json.WriteString("caller", cell.Caller.Title);
        json.WriteString("provider", cell.Provider.Title);
        json.WriteString("verdict", Verdict(cell));
        json.WriteStartArray("notes");
        Notes(cell).ForEach(json.WriteStringValue);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Table(StringBuilder text, Feature feature)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {Title(feature)}\n\n| caller \\ provider | {string.Join(" | ", ConformanceDialect.All.Select(x => x.Title))} |\n");
        text.Append(CultureInfo.InvariantCulture, $"|---|{string.Concat(Enumerable.Repeat("---|", ConformanceDialect.All.Count))}\n");
        foreach (var row in _cells.Where(x => x.Feature == feature).GroupBy(x => x.Caller))
        {
            text.Append(CultureInfo.InvariantCulture, $"| **{row.Key.Title}** | {string.Join(" | ", row.Select(Marked))} |\n");
        }

        text.Append('\n');
    }

    private string Marked(ConformanceCell cell)
    {
        var notes = Notes(cell);
        foreach (var note in notes.Where(x => !_notes.Contains(x)))
        {
            _notes.Add(note);
        }

        return Verdict(cell) + (notes.Count == 0 ? "" : $" <sup>{string.Join(' ', notes.Select(x => _notes.IndexOf(x) + 1).Order())}</sup>");
    }

    private static string Verdict(ConformanceCell cell) =>
        cell.Texts == 0 ? "–" : cell.Caller == cell.Provider ? "yes" : cell.Refusal is not null ? "no" : cell.Lost.Count > 0 ? "lossy" : "yes";

    // A refusal alone where the request is refused; where bytes pass, nothing.
    private static List<string> Notes(ConformanceCell cell) => cell.Caller == cell.Provider
        ? []
        : [.. cell.Expected.Where(x => cell.Refusal is null || x.Refused is not null || x.Answers).Select(Note).Distinct()];

    private static string Note(ExpectedLoss loss) =>
        $"{Beginning(loss.Fact)}: {ConformanceDialect.All.Single(x => x.Name == loss.Dialect).Title} {loss.Reason}{(loss.Dropped is null ? "" : "; dropped")}.";

    // A field reads as the API spells it.
    private static string Beginning(string fact) => fact.Contains('_', StringComparison.Ordinal) ? fact : char.ToUpperInvariant(fact[0]) + fact[1..];

    private static string Title(Feature feature) => feature switch
    {
        Feature.Chat => "Chat",
        Feature.Parameters => "Sampling and other parameters",
        Feature.Stream => "Stream",
        Feature.Tools => "Tools",
        Feature.ParallelTools => "Parallel tools",
        Feature.StreamedTools => "Streamed tools",
        Feature.ToolResultImages => "Images in tool results",
        Feature.StructuredOutput => "Structured output",
        Feature.Refusals => "Refusals and filters",
        Feature.Images => "Images",
        Feature.Thinking => "Thinking",
        Feature.CachedUsage => "Caching and its usage",
        _ => "Errors",
    };
}
