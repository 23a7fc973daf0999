using System.Text.Json;
using System.Text.RegularExpressions;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Usage;

/// <summary>Finds the request behind what a developer pastes: a request id somewhere in a text, or the words of an error.</summary>
public sealed partial class RefusalSearch(IDbContextFactory<BifrostDbContext> contexts)
{
    // Words are looked for among the newest records: enough for who asks today, and never a scan of all.
    private const int NewestLookedAt = 20_000;

    // Fewer characters say nothing.
    private const int ShortestWords = 12;

    /// <summary>Newest first: the requests whose ids stand in the text or, where none does, those that were told these words.</summary>
    public async Task<IReadOnlyList<UsageRecord>> FindAsync(string pasted, int most, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = Ids().Matches(pasted).Select(x => Guid.Parse(x.Value)).Distinct().Take(most).ToList();
        if (ids.Count > 0)
        {
            return await db.UsageRecords.AsNoTracking().Where(x => ids.Contains(x.Id)).OrderByDescending(x => x.Id).ToListAsync(cancellationToken);
        }

        var words = WordsOf(pasted);
        return words.Length < ShortestWords ? [] : await db.UsageRecords.AsNoTracking()
            .OrderByDescending(x => x.Id).Take(NewestLookedAt)
            .Where(x => x.ErrorMessage != null && (x.ErrorMessage == words || x.ErrorMessage.Contains(words) || words.Contains(x.ErrorMessage)))
            .OrderByDescending(x => x.Id).Take(most).ToListAsync(cancellationToken);
    }

    /// <summary>The newest requests that Bifrost itself refused or ended.</summary>
    public async Task<IReadOnlyList<UsageRecord>> NewestAsync(int most, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.UsageRecords.AsNoTracking()
            .OrderByDescending(x => x.Id).Take(NewestLookedAt)
            .Where(x => (x.Outcome == UsageOutcome.Refused || x.Outcome == UsageOutcome.Ended) && x.VirtualKeyId != null)
            .OrderByDescending(x => x.Id).Take(most).ToListAsync(cancellationToken);
    }

    /// <summary>What is looked for in a pasted text: the first id in it, else its words.</summary>
    public static string Essence(string pasted) => Ids().Match(pasted) is { Success: true } id ? id.Value : WordsOf(pasted);

    /// <summary>The message of an error's JSON, wherever in the text it begins; else the text.</summary>
    private static string WordsOf(string pasted)
    {
        var text = pasted.Trim();
        var start = text.IndexOf('{', StringComparison.Ordinal);
        if (start >= 0)
        {
            try
            {
                using var json = JsonDocument.Parse(text[start..(text.LastIndexOf('}') + 1)]);
                var error = json.RootElement.TryGetProperty("error", out var inner) ? inner : json.RootElement;
                if (error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String)
                {
                    return message.GetString()!.Trim();
                }
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentOutOfRangeException)
            {
                // Words with a brace in them.
            }
        }

        return Spaces().Replace(text, " ");
    }

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", RegexOptions.CultureInvariant)]
    private static partial Regex Ids();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
