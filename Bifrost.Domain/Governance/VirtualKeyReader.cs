using System.Data.Common;
using System.Text.Json;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Domain.Governance;

/// <summary>
/// Reads virtual keys for the snapshot in one pass; for <see cref="GovernanceReader"/> alone. Most keys share their lists of
/// models and their tags with others: each distinct text is parsed once and its result shared.
/// </summary>
internal sealed class VirtualKeyReader
{
    private readonly LimitReader _limits;
    private readonly Dictionary<string, ModelPatterns> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _tags = new(StringComparer.Ordinal);
    private readonly List<VirtualKeySnapshot> _keys = [];

    private VirtualKeyReader(LimitReader limits) => _limits = limits;

    /// <summary>All keys that are not revoked, or those of these ids.</summary>
    public static async Task<List<VirtualKeySnapshot>> ReadAsync(BifrostDbContext db, IReadOnlyList<Guid>? ids, CancellationToken cancellationToken)
    {
        var reader = new VirtualKeyReader(await LimitReader.ReadKeysAsync(db, ids, cancellationToken));
        var keys = db.VirtualKeys.Where(x => x.RevokedAt == null);
        keys = ids is null ? keys : keys.Where(x => ids.Contains(x.Id));

        // The order that Read counts on.
        var columns = keys.Select(x => new
        {
            x.Id, x.Hash, x.Name, x.TeamId, x.CustomerId, x.Models, x.Tags, x.ExpiresAt, x.CaptureContentDays, x.MaxConcurrency, x.Frozen, x.PreviousHash, x.PreviousUntil,
        });
        await PlainRows.ReadAsync(db, columns, reader.Read, cancellationToken);
        return reader._keys;
    }

    private void Read(DbDataReader row)
    {
        var id = row.GetGuid(0);
        var key = new VirtualKeySnapshot
        {
            Id = id,
            Hash = KeyHash.FromBytes(row.GetFieldValue<byte[]>(1)),
            Name = row.GetString(2),
            TeamId = row.GetGuidOrNull(3),
            CustomerId = row.GetGuidOrNull(4),
            Models = ModelsOf(row.GetString(5)),
            Tags = TagsOf(row.GetString(6)),
            ExpiresAt = row.GetUtc(7),
            CaptureContentDays = row.GetInt32OrNull(8),
            Limits = _limits.Of(id, row.GetInt32OrNull(9), row.GetBoolean(10)),
        };
        _keys.Add(row.IsDBNull(11) || row.GetUtc(12) is not { } until ? key : key with { Previous = Before(key, row.GetFieldValue<byte[]>(11), until) });
    }

    private static VirtualKeySnapshot Before(VirtualKeySnapshot key, byte[] hash, DateTime until) =>
        key with { Hash = KeyHash.FromBytes(hash), ExpiresAt = key.ExpiresAt < until ? key.ExpiresAt : until };

    private ModelPatterns ModelsOf(string json)
    {
        if (!_models.TryGetValue(json, out var models))
        {
            _models[json] = models = ModelPatterns.Compile(JsonSerializer.Deserialize<List<string>>(json) ?? []);
        }

        return models;
    }

    private string? TagsOf(string json)
    {
        if (!_tags.TryGetValue(json, out var tags))
        {
            _tags[json] = tags = TagText.Of(JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? []);
        }

        return tags;
    }
}
