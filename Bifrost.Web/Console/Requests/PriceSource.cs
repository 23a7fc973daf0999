using System.Globalization;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Console.Requests;

/// <summary>A record's price version in words: whose price, and since when.</summary>
internal static class PriceSource
{
    private const string Book = "book-";
    private const string Own = "own-";

    public static async Task<string?> ReadAsync(BifrostDbContext db, UsageRecord record, CancellationToken cancellationToken)
    {
        if (record.PriceVersion is not { Length: > 0 } version)
        {
            return null;
        }

        var parts = new List<string>();
        foreach (var part in version.Split('+'))
        {
            parts.Add(await WordsAsync(db, part, cancellationToken));
        }

        return string.Join(", ", parts.Distinct());
    }

    private static async Task<string> WordsAsync(BifrostDbContext db, string version, CancellationToken cancellationToken)
    {
        if (version.StartsWith(Book, StringComparison.Ordinal))
        {
            return $"price book of {version[Book.Length..]}";
        }

        if (!version.StartsWith(Own, StringComparison.Ordinal) || !Guid.TryParse(version[Own.Length..], out var id))
        {
            return version;
        }

        var entry = await db.Prices.AsNoTracking().Where(p => p.Id == id).Select(p => new { p.EffectiveFrom }).SingleOrDefaultAsync(cancellationToken);
        return entry is null ? "own price, since withdrawn" : "own price, in force since " + entry.EffectiveFrom.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
    }
}
