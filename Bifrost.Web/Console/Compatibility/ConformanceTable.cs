using System.Text.Json;

namespace Bifrost.Web.Console.Compatibility;

/// <summary>The published table of dialects, as the test that checks every pair has written it (<c>docs/conformance.md</c> is the same).</summary>
/// <param name="Dialects">In the table's order.</param>
/// <param name="Features">In the table's order.</param>
internal sealed record ConformanceTable(IReadOnlyList<string> Dialects, IReadOnlyList<string> Features, IReadOnlyList<ConformanceVerdict> Cells)
{
    private static readonly Lazy<ConformanceTable> Once = new(Load);

    public static ConformanceTable Published => Once.Value;

    private static ConformanceTable Load()
    {
        using var json = typeof(ConformanceTable).Assembly.GetManifestResourceStream("Bifrost.Web.conformance.json")!;
        return JsonSerializer.Deserialize<ConformanceTable>(json, JsonSerializerOptions.Web)!;
    }
}
