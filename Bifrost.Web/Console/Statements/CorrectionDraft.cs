using System.Globalization;

namespace Bifrost.Web.Console.Statements;

/// <summary>A correction as it stands in its form.</summary>
internal sealed class CorrectionDraft
{
    public string Customer { get; set; } = "";

    public string Amount { get; set; } = "";

    /// <summary><c>2026-10</c>; empty for the running month.</summary>
    public string Month { get; set; } = "";

    public string Reason { get; set; } = "";

    /// <summary>0, which no correction may be, for what is no amount.</summary>
    public decimal Dollars => decimal.TryParse(Amount, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var dollars) ? dollars : 0;
}
