using System.Globalization;
using System.Text;
using Bifrost.Domain.Audit;

namespace Bifrost.Web.Console.Exports;

/// <summary>Rows as CSV (RFC 4180), UTF-8: texts that no spreadsheet runs, invariant numbers, UTC times, an empty cell for what is not known.</summary>
internal static class CsvTable
{
    /// <returns>How many rows were written, without the header.</returns>
    public static async Task<int> WriteAsync(Stream output, IReadOnlyList<string> columns, IAsyncEnumerable<object?[]> rows, int most, CancellationToken cancellationToken = default)
    {
        await using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', columns));
        var count = 0;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            await writer.WriteLineAsync(string.Join(',', row.Select(Cell)));
            if (++count == most)
            {
                break;
            }
        }

        return count;
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        string text => AuditExport.Cell(text),
        bool flag => flag ? "true" : "false",
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture),
        IEnumerable<string> texts => AuditExport.Cell(string.Join(", ", texts)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => AuditExport.Cell(value.ToString()),
    };
}
