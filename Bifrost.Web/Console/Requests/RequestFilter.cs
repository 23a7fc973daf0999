using System.Globalization;
using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Shared;

namespace Bifrost.Web.Console.Requests;

/// <summary>The filters of the requests page as they stand in its address. What cannot be read is said, never ignored.</summary>
public sealed record RequestFilter
{
    public static readonly string[] Parameters = ["id", "key", "team", "customer", "tag", "provider", "model", "status", "outcome", "range", "from", "to", "min-cost", "min-latency", "error"];

    private static readonly string[] Days = ["from", "to"];

    private readonly Dictionary<string, string> _values = [];

    /// <summary>Reads an address; <paramref name="read"/> gives a parameter's value or null.</summary>
    public static RequestFilter Read(Func<string, string?> read)
    {
        var filter = new RequestFilter();
        foreach (var name in Parameters)
        {
            if (read(name)?.Trim() is { Length: > 0 } value)
            {
                filter._values[name] = value;
            }
        }

        return filter;
    }

    public string? this[string parameter] => _values.GetValueOrDefault(parameter);

    public bool IsEmpty => _values.Count == 0;

    public UsageRange? Range => UsageRanges.Parse(this["range"]);

    /// <summary>What a person would call each filter, for the chips above the list.</summary>
    public IReadOnlyList<FilterChip> Chips =>
    [
        .. Parameters.Where(_values.ContainsKey).Select(name => new FilterChip(name, LabelOf(name), TextOf(name, _values[name]))),
    ];

    public static string LabelOf(string parameter) => parameter switch
    {
        "id" => "Request",
        "min-cost" => "Cost from",
        "min-latency" => "Latency from",
        "error" => "Error says",
        "range" => "Last",
        _ => char.ToUpperInvariant(parameter[0]) + parameter[1..],
    };

    /// <summary>The first parameter that cannot be read, in words; null when all can.</summary>
    public string? Problem =>
        this["id"] is { } id && !Guid.TryParse(id, out _) ? "A request's id is the x-request-id of its response, as 8-4-4-4-12 hexadecimal digits."
        : this["status"] is { } status && StatusOf(status) == (null, null) ? "Write a status as 429, or a class of them as 4xx."
        : this["outcome"] is { } outcome && OutcomeText.Parse(outcome) is null ? "There is no such outcome."
        : this["range"] is not null && Range is null ? "A range is 15m, 1h, 24h, 7d or 30d."
        : Days.Any(name => this[name] is { } day && DayOf(day) is null) ? "Write a day as 2027-01-31."
        : this["min-cost"] is { } cost && Number(cost) is null ? "Write a cost in dollars, such as 0.05."
        : this["min-latency"] is { } latency && Number(latency) is null ? "Write a latency in milliseconds, such as 500."
        : null;

    /// <summary>What the database is asked.</summary>
    /// <param name="keyId">The key that <c>key</c> names.</param>
    public UsageFilter ToUsageFilter(Guid? keyId, DateTime now) => new()
    {
        RequestId = Guid.TryParse(this["id"], out var id) ? id : null,
        VirtualKeyId = keyId,
        Tag = this["tag"] == OwnerNames.None ? "" : this["tag"],
        Provider = this["provider"] == OwnerNames.None ? "" : this["provider"],
        Model = this["model"],
        Status = StatusOf(this["status"]).Exact,
        StatusClass = StatusOf(this["status"]).Class,
        Outcome = OutcomeText.Parse(this["outcome"]),
        From = Later(Range is { } range ? now - SpanOf(range) : null, DayOf(this["from"])),
        Until = DayOf(this["to"])?.AddDays(1),
        MinCost = Number(this["min-cost"]) is { } dollars ? Usd.FromDollars(dollars) : null,
        MinLatencyMicros = Number(this["min-latency"]) is { } millis ? (long)(millis * 1000) : null,
        ErrorText = this["error"],
    };

    private static TimeSpan SpanOf(UsageRange range) => range switch
    {
        UsageRange.QuarterHour => TimeSpan.FromMinutes(15),
        UsageRange.Hour => TimeSpan.FromHours(1),
        UsageRange.Day => TimeSpan.FromDays(1),
        UsageRange.Week => TimeSpan.FromDays(7),
        _ => TimeSpan.FromDays(30),
    };

    private static DateTime? Later(DateTime? one, DateTime? other) => one is null || other > one ? other : one;

    private static DateTime? DayOf(string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day) && day.Year < 9_000 ? day : null;

    private static (int? Exact, int? Class) StatusOf(string? text) => text switch
    {
        ['2' or '3' or '4' or '5', 'x' or 'X', 'x' or 'X'] => (null, text[0] - '0'),
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 100 and <= 599 => (status, null),
        _ => (null, null),
    };

    // A dollar amount and a number of milliseconds alike: what does not fit into nano-dollars is no filter.
    private static decimal? Number(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < 1_000_000_000m ? number : null;

    private static string TextOf(string name, string value) => name switch
    {
        "outcome" when OutcomeText.Parse(value) is { } outcome => OutcomeText.Words(outcome),
        "min-cost" => "$" + value,
        "min-latency" => value + " ms",
        _ => value,
    };
}
