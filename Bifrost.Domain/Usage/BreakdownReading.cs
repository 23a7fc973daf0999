using System.Globalization;
using Bifrost.Domain.Governance;

namespace Bifrost.Domain.Usage;

/// <summary>
/// A breakdown's question as an address writes it, one spelling for the console, its exports and the admin API. What cannot be
/// read is an error of its parameter, never left out.
/// </summary>
public sealed class BreakdownReading(OwnerNames owners, TimeProvider time)
{
    /// <summary>What narrows a breakdown; each takes a name, and <c>-</c> for usage without one.</summary>
    public static readonly IReadOnlyList<string> Filters = ["customer", "team", "key", "provider", "model", "tag"];

    /// <param name="read">A parameter's value; null where it is absent.</param>
    public async Task<Result<BreakdownQuery>> ReadAsync(Func<string, string?> read, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        var errors = new List<FieldError>();
        var by = EnumOf<UsageDimension>(read("by"), "by", errors) ?? UsageDimension.Model;
        var sort = EnumOf<BreakdownSort>(read("sort"), "sort", errors);
        var order = read("order");
        if (order is not (null or "asc" or "desc"))
        {
            errors.Add(new("order", "Write asc or desc."));
        }

        var period = Period(read, errors);
        var filter = await FilterAsync(read, errors, cancellationToken);
        if (errors.Count > 0 || period is null)
        {
            return Failure.Invalid(errors);
        }

        // Days stand in their own order unless another is asked for.
        return new BreakdownQuery(by, period, filter)
        {
            Sort = sort ?? (by == UsageDimension.Day ? BreakdownSort.Name : BreakdownSort.Cost),
            Ascending = order == "asc" || (order is null && sort == BreakdownSort.Name),
        };
    }

    private static T? EnumOf<T>(string? text, string name, List<FieldError> errors)
        where T : struct, Enum
    {
        if (text is null)
        {
            return null;
        }

        if (text.All(char.IsAsciiLetterLower) && Enum.TryParse<T>(text, ignoreCase: true, out var value))
        {
            return value;
        }

        errors.Add(new(name, $"Write one of {string.Join(", ", Enum.GetNames<T>().Select(x => x.ToLowerInvariant()))}."));
        return null;
    }

    private static DateTime? HourOf(string? text, string name, List<FieldError> errors)
    {
        if (text is null)
        {
            return null;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTime.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"], CultureInfo.InvariantCulture, Utc, out var at)
            && at.Ticks % TimeSpan.TicksPerHour == 0 && at.Year is > 1970 and < 9_000)
        {
            return at;
        }

        errors.Add(new(name, "Write a day or a whole hour, UTC: 2027-01-31 or 2027-01-31T12:00:00Z."));
        return null;
    }

    private UsagePeriod? Period(Func<string, string?> read, List<FieldError> errors)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var (from, until) = (HourOf(read("from"), "from", errors), HourOf(read("until"), "until", errors) ?? HourOf(read("to"), "to", errors)?.AddDays(1));
        var range = read("range") ?? (from is null && until is null ? UsagePeriod.ThisMonth : UsagePeriod.Custom);
        if (range != UsagePeriod.Custom)
        {
            var period = UsagePeriod.Named(range, now);
            if (period is null || from is not null || until is not null)
            {
                errors.Add(new("range", $"Write {string.Join(", ", UsagePeriod.Names)}, or leave it out and give from and until."));
            }

            return period;
        }

        if (from is not { } first || until is not { } end)
        {
            if (errors.Count == 0)
            {
                errors.Add(new(from is null ? "from" : "until", "A span of its own has both a beginning and an end."));
            }

            return null;
        }

        if (end <= first || end - first > TimeSpan.FromDays(UsagePeriod.LongestDays))
        {
            errors.Add(new("until", $"The end is after the beginning, by at most {UsagePeriod.LongestDays} days."));
            return null;
        }

        return UsagePeriod.Between(first, end, now);
    }

    private async Task<BreakdownFilter> FilterAsync(Func<string, string?> read, List<FieldError> errors, CancellationToken cancellationToken) => new()
    {
        CustomerId = await IdAsync(UsageDimension.Customer, "customer", read, errors, cancellationToken),
        TeamId = await IdAsync(UsageDimension.Team, "team", read, errors, cancellationToken),
        VirtualKeyId = await IdAsync(UsageDimension.Key, "key", read, errors, cancellationToken),
        Provider = await ProviderAsync(read("provider"), errors, cancellationToken),
        Model = TextOf(read("model")),
        Tag = TextOf(read("tag")),
    };

    private async Task<Guid?> IdAsync(UsageDimension of, string name, Func<string, string?> read, List<FieldError> errors, CancellationToken cancellationToken)
    {
        if (read(name) is not { } text)
        {
            return null;
        }

        var found = await owners.FindAsync(of, text, cancellationToken);
        if (found is null)
        {
            errors.Add(new(name, $"There is no {name} “{text}”."));
        }

        return found;
    }

    private async Task<string?> ProviderAsync(string? text, List<FieldError> errors, CancellationToken cancellationToken)
    {
        if (TextOf(text) is { Length: > 0 } name && !await owners.IsProviderAsync(name, cancellationToken))
        {
            errors.Add(new("provider", $"There is no provider “{name}”."));
        }

        return TextOf(text);
    }

    private static string? TextOf(string? text) => text == OwnerNames.None ? "" : text;
}
