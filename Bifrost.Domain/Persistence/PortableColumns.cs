using System.Text.Json;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Statements;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Bifrost.Domain.Persistence;

/// <summary>Conventions that make one model mean the same on both databases: UTC times, JSON lists, enums as names.</summary>
internal static class PortableColumns
{
    private const int EnumLength = 32;

    public static void Apply(ModelConfigurationBuilder conventions)
    {
        conventions.Properties<DateTime>().HaveConversion<Utc>();
        conventions.Properties<List<string>>().HaveConversion<Strings, SameStrings>();
        conventions.Properties<List<int>>().HaveConversion<Numbers, SameNumbers>();
        conventions.Properties<Dictionary<string, string>>().HaveConversion<Map, SameMap>();
        conventions.Properties<Role>().HaveConversion<string>().HaveMaxLength(EnumLength);
        conventions.Properties<ActorKind>().HaveConversion<string>().HaveMaxLength(EnumLength);
        conventions.Properties<StatementLineKind>().HaveConversion<string>().HaveMaxLength(EnumLength);
        conventions.Properties<AuditOutcome>().HaveConversion<string>().HaveMaxLength(EnumLength);
    }

    private sealed class Utc() : ValueConverter<DateTime, DateTime>(v => v, v => DateTime.SpecifyKind(v, DateTimeKind.Utc));

    private sealed class Strings() : ValueConverter<List<string>, string>(
        v => JsonSerializer.Serialize(v, JsonSerializerOptions.Default),
        v => JsonSerializer.Deserialize<List<string>>(v, JsonSerializerOptions.Default) ?? new List<string>());

    private sealed class SameStrings() : ValueComparer<List<string>>(
        (a, b) => a == null ? b == null : b != null && a.SequenceEqual(b),
        v => v.Aggregate(0, (hash, item) => HashCode.Combine(hash, item.GetHashCode(StringComparison.Ordinal))),
        v => new List<string>(v));

    private sealed class Numbers() : ValueConverter<List<int>, string>(
        v => JsonSerializer.Serialize(v, JsonSerializerOptions.Default),
        v => JsonSerializer.Deserialize<List<int>>(v, JsonSerializerOptions.Default) ?? new List<int>());

    private sealed class SameNumbers() : ValueComparer<List<int>>(
        (a, b) => a == null ? b == null : b != null && a.SequenceEqual(b),
        v => v.Aggregate(0, (hash, item) => HashCode.Combine(hash, item)),
        v => new List<int>(v));

    private sealed class Map() : ValueConverter<Dictionary<string, string>, string>(
        v => JsonSerializer.Serialize(v, JsonSerializerOptions.Default),
        v => JsonSerializer.Deserialize<Dictionary<string, string>>(v, JsonSerializerOptions.Default) ?? new Dictionary<string, string>());

    private sealed class SameMap() : ValueComparer<Dictionary<string, string>>(
        (a, b) => a == null ? b == null : b != null && a.Count == b.Count && !a.Except(b).Any(),
        v => v.Count,
        v => new Dictionary<string, string>(v));
}
