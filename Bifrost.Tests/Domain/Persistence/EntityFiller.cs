using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Bifrost.Tests.Domain.Persistence;

/// <summary>Makes one row of every mapped entity, with a value in every column that the database does not make itself.</summary>
internal static class EntityFiller
{
    /// <summary>With a fraction that both databases keep: whole microseconds.</summary>
    public static readonly DateTime Moment = new DateTime(2027, 3, 4, 5, 6, 7, DateTimeKind.Utc).AddTicks(1_234_560);

    public static List<object> OneOfEach(DbContext db)
    {
        var made = new Dictionary<IEntityType, object>();
        foreach (var type in db.Model.GetEntityTypes())
        {
            Make(type, made);
        }

        return [.. made.Values];
    }

    private static object Make(IEntityType type, Dictionary<IEntityType, object> made)
    {
        if (made.TryGetValue(type, out var known))
        {
            return known;
        }

        var row = Activator.CreateInstance(type.ClrType)!;
        made[type] = row;
        foreach (var property in type.GetProperties().Where(x => !IsMadeByTheDatabase(x)))
        {
            var foreignKey = property.GetContainingForeignKeys().FirstOrDefault();
            var value = foreignKey is null
                ? ValueOf(property)
                : foreignKey.PrincipalKey.Properties[0].PropertyInfo!.GetValue(Make(foreignKey.PrincipalEntityType, made));
            property.PropertyInfo!.SetValue(row, value);
        }

        return row;
    }

    private static bool IsMadeByTheDatabase(IProperty property) =>
        property.ValueGenerated == ValueGenerated.OnAdd && property.ClrType is { } type && (type == typeof(int) || type == typeof(long));

    private static object ValueOf(IProperty property)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        return type switch
        {
            _ when type == typeof(string) => property.GetMaxLength() is < 8 ? "abcd" : $"ü “{property.Name}” 語",
            _ when type == typeof(Guid) => Guid.CreateVersion7(),
            _ when type == typeof(DateTime) => Moment,
            _ when type == typeof(DateTimeOffset) => new DateTimeOffset(Moment),
            _ when type == typeof(TimeSpan) => TimeSpan.FromMilliseconds(90_061_001),
            _ when type == typeof(bool) => true,
            _ when type == typeof(int) => 7,
            _ when type == typeof(long) => long.MaxValue - 7,
            _ when type == typeof(double) => 0.1,
            _ when type == typeof(decimal) => 0.000000000123456789m,
            _ when type == typeof(byte[]) => Guid.NewGuid().ToByteArray(),
            _ when type == typeof(List<int>) => new List<int> { 50, 100 },
            _ when type == typeof(List<string>) => new List<string> { "a,b", "“ü”", "" },
            _ when type == typeof(Dictionary<string, string>) => new Dictionary<string, string> { ["k"] = "v\n" },
            _ when type.IsEnum => Enum.GetValues(type).Cast<object>().Last(),
            _ => throw new InvalidOperationException($"{property.DeclaringType.ClrType.Name}.{property.Name}: no value known for {type.Name}."),
        };
    }
}
