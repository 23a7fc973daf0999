using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Shared;
using Microsoft.AspNetCore.WebUtilities;

namespace Bifrost.Web.Console.Usage;

/// <summary>The usage page's address: what it shows stands there whole.</summary>
public sealed class BreakdownView
{
    public static readonly string[] Parameters = ["by", "range", "from", "to", "sort", "order", .. BreakdownReading.Filters];

    private readonly Dictionary<string, string> _values = [];

    /// <summary>Reads an address; <paramref name="read"/> gives a parameter's value or null.</summary>
    public static BreakdownView Read(Func<string, string?> read)
    {
        var view = new BreakdownView();
        foreach (var name in Parameters)
        {
            if (read(name)?.Trim() is { Length: > 0 } value)
            {
                view._values[name] = value;
            }
        }

        return view;
    }

    public string? this[string parameter] => _values.GetValueOrDefault(parameter);

    /// <summary>The named span; null for one of its own.</summary>
    public string? Range => this["range"] ?? (this["from"] is null && this["to"] is null ? UsagePeriod.ThisMonth : null);

    public bool IsFiltered => BreakdownReading.Filters.Any(_values.ContainsKey);

    public IReadOnlyList<FilterChip> Chips =>
    [
        .. BreakdownReading.Filters.Where(_values.ContainsKey).Select(x => new FilterChip(x, char.ToUpperInvariant(x[0]) + x[1..], _values[x] == OwnerNames.None ? "none" : _values[x])),
    ];

    /// <summary>This view with some parameters changed; null takes one away.</summary>
    public string UrlWith(params (string Name, string? Value)[] changes)
    {
        var values = new Dictionary<string, string?>(_values.Select(x => KeyValuePair.Create(x.Key, (string?)x.Value)));
        foreach (var (name, value) in changes)
        {
            values[name] = value;
        }

        return QueryHelpers.AddQueryString(ConsoleUrls.Usage, values.Where(x => x.Value is not null));
    }

    /// <summary>The requests that a line counts: the page's own filters and days, and what the line is.</summary>
    public string RequestsOf(BreakdownRow row, BreakdownQuery query)
    {
        var values = BreakdownReading.Filters.ToDictionary(x => x, x => this[x]);
        var (from, to) = (query.Period.From, query.Period.Until.AddTicks(-1));
        if (query.By == UsageDimension.Day)
        {
            from = to = DateTime.Parse(row.Key!, System.Globalization.CultureInfo.InvariantCulture);
        }
        else if (query.By == UsageDimension.Model)
        {
            var slash = row.Key!.IndexOf('/', StringComparison.Ordinal);
            values["provider"] = slash <= 0 ? OwnerNames.None : row.Key[..slash];
            values["model"] = slash <= 0 ? null : row.Key[(slash + 1)..];
        }
        else
        {
            values[query.By.ToString().ToLowerInvariant()] = row.Key!.Length == 0 ? OwnerNames.None : row.Name;
        }

        values["from"] = Day(from);
        values["to"] = Day(to);
        return QueryHelpers.AddQueryString(ConsoleUrls.Requests, values.Where(x => x.Value is not null));
    }

    private static string Day(DateTime day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
