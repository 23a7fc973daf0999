using System.Text.Json;

namespace Bifrost.Domain.Audit;

/// <summary>One changed field of an event, as text.</summary>
public sealed record AuditDifference(string Field, string? Before, string? After)
{
    /// <summary>The fields of <see cref="AuditEvent.Changes"/>.</summary>
    public static IReadOnlyList<AuditDifference> Of(string? changes)
    {
        if (changes is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(changes);
        return [.. document.RootElement.EnumerateObject().Select(p => new AuditDifference(p.Name, Text(p.Value, "before"), Text(p.Value, "after")))];
    }

    private static string? Text(JsonElement change, string side) =>
        change.ValueKind == JsonValueKind.Object && change.TryGetProperty(side, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;
}
