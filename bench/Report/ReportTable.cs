using System.Text;

namespace Bifrost.Bench.Report;

/// <summary>The report: the machine, one line a figure, a mark beside each bar. Readable as text and as Markdown.</summary>
internal static class ReportTable
{
    private static readonly string[] Headings = ["Figure", "direct", "bare YARP", "this gateway", "ratio: median (min–max)", "bar"];

    public static string Write(string machine, IReadOnlyList<Comparison> comparisons)
    {
        var rows = comparisons.Select(Cells).Prepend(Headings).ToArray();
        var widths = Enumerable.Range(0, Headings.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder(machine).Append("\n\n");
        for (var i = 0; i < rows.Length; i++)
        {
            text.Append("| ").AppendJoin(" | ", rows[i].Select((cell, column) => cell.PadRight(widths[column]))).Append(" |\n");
            if (i == 0)
            {
                text.Append("|-").AppendJoin("-|-", widths.Select(width => new string('-', width))).Append("-|\n");
            }
        }

        return text.Append("\n\"Added\" is the figure minus direct's of the same round. CPU and memory are the server process's own.\n").ToString();
    }

    private static string[] Cells(Comparison comparison) =>
    [
        comparison.Name,
        Figure.Text(comparison.DirectMedian, comparison.Unit),
        Figure.Text(comparison.YarpMedian, comparison.Unit),
        Figure.Text(comparison.GatewayMedian, comparison.Unit),
        Figure.Text(comparison.Ratio),
        comparison.Bar is null ? "" : $"{comparison.Bar}: {(comparison.IsMissed ? "MISSED" : "ok")}",
    ];
}
