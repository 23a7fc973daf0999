using System.Text.Json;
using Bifrost.Domain.Alerts;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Bifrost.Domain.Audit;

/// <summary>Appends events. A command's event shares the transaction of what it records; what has no transaction of its own gets one here.</summary>
public sealed class AuditTrail(IDbContextFactory<BifrostDbContext> contexts, TimeProvider time, NodeIdentity node)
{
    private static readonly string[] NeverShown = ["Hash", "PreviousHash", "ValueHash", "SecretsHash", "EncryptedSecrets", "TokenHash", "EncryptedValue", "EncryptedExtraHeaders", "EncryptedProxyLogin", "EncryptedSecret", "EncryptedPreviousSecret", "Version", "PasswordHash", "SecurityStamp", "ConcurrencyStamp", "NormalizedUserName", "NormalizedEmail"];

    /// <summary>Writes one event in a transaction of its own: sign-ins, denials, views, exports.</summary>
    public async Task WriteAsync(Actor actor, string action, AuditTarget? target = null, AuditOutcome outcome = AuditOutcome.Success, string? reason = null, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        Append(db, actor, action, target, outcome, reason);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Adds one event to a context whose owner saves it.</summary>
    public AuditEvent Append(BifrostDbContext db, Actor actor, string action, AuditTarget? target, AuditOutcome outcome, string? reason, string? changes = null)
    {
        var entry = new AuditEvent
        {
            Time = time.GetUtcNow().UtcDateTime,
            NodeId = node.Id,
            ActorKind = actor.Kind,
            ActorId = actor.Id,
            Actor = actor.Name,
            SourceAddress = actor.SourceAddress,
            UserAgent = Clip(actor.UserAgent, 256),
            Action = action,
            TargetKind = target?.Kind,
            TargetId = target?.Id,
            Target = Clip(target?.Name, 200),
            Outcome = outcome,
            Reason = Clip(reason, 1000),
            Changes = changes,
            CorrelationId = actor.CorrelationId,
        };
        db.AuditEvents.Add(entry);
        return entry;
    }

    /// <summary>The changed fields of tracked rows as JSON, secrets left out; null when nothing shown changed.</summary>
    internal static string? Describe(IEnumerable<EntityEntry> entries)
    {
        var changes = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var prefix = PrefixOf(entry.Entity);
            foreach (var property in entry.Properties)
            {
                if (Array.IndexOf(NeverShown, property.Metadata.Name) < 0 && Differs(entry, property))
                {
                    changes[prefix + JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Metadata.Name)] = new
                    {
                        before = entry.State == EntityState.Added ? null : Shown(property, property.OriginalValue),
                        after = entry.State == EntityState.Deleted ? null : Shown(property, property.CurrentValue),
                    };
                }
            }
        }

        return changes.Count == 0 ? null : JsonSerializer.Serialize(changes);
    }

    /// <summary>What tells the rows of a list apart in one event.</summary>
    private static string PrefixOf(object row) => row switch
    {
        ProviderKey key => $"keys.{key.Name}.",
        Budget budget => $"budgets.{PeriodText.Of(budget.Period)}{(budget.Rolling ? " rolling" : $" {budget.TimeZone}")}.",
        RateLimit rate => $"rate_limits.{RateText.Of(rate.Metric)} {PeriodText.Of(rate.Period)}.",
        _ => "",
    };

    // An auditor reads events: of an address that can carry a secret it sees as much as elsewhere.
    private static object? Shown(PropertyEntry property, object? value) =>
        property.EntityEntry.Entity is Webhook && property.Metadata.Name == nameof(Webhook.Url) ? Webhook.ShownOf((string)value!) : value;

    private static bool Differs(EntityEntry entry, PropertyEntry property) => entry.State switch
    {
        EntityState.Added => property.CurrentValue is not null,
        EntityState.Deleted => property.Metadata.Name is "Name" or "LimitNanos" or "Limit",
        EntityState.Modified => property.IsModified && !property.Metadata.GetValueComparer().Equals(property.OriginalValue, property.CurrentValue),
        _ => false,
    };

    private static string? Clip(string? text, int length) => text is { } t && t.Length > length ? t[..length] : text;
}
