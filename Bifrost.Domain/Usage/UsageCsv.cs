using System.Buffers;
using System.Globalization;
using System.Text;

namespace Bifrost.Domain.Usage;

/// <summary>
/// RFC 4180 rows for people who open them in a spreadsheet: a text that a spreadsheet would run as a formula gets a
/// leading apostrophe, numbers are invariant, a value that is not known is an empty cell.
/// </summary>
internal static class UsageCsv
{
    // With the full-width forms, which some spreadsheets fold; behind blanks too.
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20");
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",;\r\n\0\t");

    public static string Header => string.Join(',', UsageColumns.All.Select(c => c.Name)) + "\r\n";

    public static void Append(StringBuilder row, UsageRecord record)
    {
        for (var i = 0; i < UsageColumns.All.Length; i++)
        {
            if (i > 0)
            {
                row.Append(',');
            }

            switch (UsageColumns.All[i].Read(record))
            {
                case string text: AppendText(row, text); break;
                case DateTime time: row.Append(UsageColumns.TextOf(time)); break;
                case bool flag: row.Append(flag ? "true" : "false"); break;
                case decimal number: row.Append(UsageColumns.TextOf(number)); break;
                case Usd amount: row.Append(amount.ToString()); break;
                case { } number: row.Append(CultureInfo.InvariantCulture, $"{number}"); break;
                default: break;
            }
        }

        row.Append("\r\n");
    }

    public static void AppendText(StringBuilder row, string text)
    {
        var start = text.AsSpan().TrimStart(' ');
        var guard = !start.IsEmpty && FormulaStarts.Contains(start[0]) ? "'" : "";
        if (!text.AsSpan().ContainsAny(Quoted))
        {
            row.Append(guard).Append(text);
            return;
        }

        row.Append('"').Append(guard).Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
