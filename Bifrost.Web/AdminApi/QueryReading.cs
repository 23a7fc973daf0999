using System.Globalization;
using Bifrost.Domain.Governance;

namespace Bifrost.Web.AdminApi;

/// <summary>Reads query parameters strictly: a value of another form is an error of its name, never left out.</summary>
internal static class QueryReading
{
    public static readonly QueryField From = new("from", "Inclusive, UTC, such as 2027-01-31T12:00:00Z.");

    public static readonly QueryField Until = new("until", "Exclusive, UTC, such as 2027-01-31T12:00:00Z.");

    /// <summary>Null when absent or empty. A NUL is what it is in every stored text, where PostgreSQL takes none: another mark.</summary>
    public static string? TextOf(this IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } text ? text.Replace('\0', '\uFFFD') : null;

    public static DateTime? TimeOf(this IQueryCollection query, string name, List<FieldError> errors) =>
        query.Of(name, errors, "Write a time in UTC, such as 2027-01-31T12:00:00Z.", static text =>
            text.EndsWith('Z') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.UtcDateTime : (DateTime?)null);

    /// <summary>Not negative, at most what a row can hold.</summary>
    public static decimal? NumberOf(this IQueryCollection query, string name, List<FieldError> errors) =>
        query.Of(name, errors, "Write a number of 0 to 1,000,000,000.", static text =>
            decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= 1_000_000_000 ? number : (decimal?)null);

    /// <summary>Reads a parameter that is there; what <paramref name="read"/> does not know becomes the error.</summary>
    public static T? Of<T>(this IQueryCollection query, string name, List<FieldError> errors, string form, Func<string, T?> read)
        where T : struct
    {
        if (query.TextOf(name) is not { } text)
        {
            return null;
        }

        var value = read(text);
        if (value is null)
        {
            errors.Add(new(name, form));
        }

        return value;
    }
}
