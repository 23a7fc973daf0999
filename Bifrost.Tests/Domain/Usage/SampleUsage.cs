using System.Globalization;
using System.Reflection;
using Bifrost.Domain.Usage;

namespace Bifrost.Tests.Domain.Usage;

/// <summary>Usage records to test with.</summary>
internal static class SampleUsage
{
    public static readonly DateTime Noon = new(2026, 11, 23, 12, 0, 0, DateTimeKind.Utc);

    public static readonly PropertyInfo[] Properties = [.. typeof(UsageRecord).GetProperties().Where(p => p.CanWrite)];

    /// <summary>A completed chat of 1,000 + 100 tokens for 0.2 cents.</summary>
    public static UsageRecord At(DateTime time, Action<UsageRecord>? change = null)
    {
        var record = new UsageRecord
        {
            Id = Guid.CreateVersion7(new DateTimeOffset(time)),
            Time = time,
            Provider = "openai",
            Model = "gpt-4o",
            RequestedModel = "openai/gpt-4o",
            Operation = "chat",
            Status = 200,
            InputTokens = 1_000,
            OutputTokens = 100,
            CostNanos = 2_000_000,
            ListCostNanos = 2_500_000,
            PriceVersion = "2026-11-22",
            Attempts = 1,
            LatencyMicros = 800_000,
            FirstTokenMicros = 200_000,
            OverheadMicros = 300,
        };
        change?.Invoke(record);
        return record;
    }

    /// <summary>Every property has its own value.</summary>
    public static UsageRecord Full(int seed)
    {
        var record = new UsageRecord();
        var random = new Random(seed);
        foreach (var property in Properties) property.SetValue(record, Value(property, random));
        record.Id = Guid.CreateVersion7(new DateTimeOffset(record.Time));
        return record;
    }

    /// <summary>A record as any run may make it, over a few owners, providers and hours.</summary>
    public static UsageRecord Any(Random random) => At(Noon.AddSeconds(random.Next(3 * 3600)), r =>
    {
        r.VirtualKeyId = random.Next(3) == 0 ? null : new Guid(random.Next(4), 0, 0, new byte[8]);
        r.TeamId = random.Next(2) == 0 ? null : new Guid(random.Next(2), 1, 0, new byte[8]);
        r.Provider = random.Next(6) == 0 ? null : "p" + random.Next(2).ToString(CultureInfo.InvariantCulture);
        r.Model = "m" + random.Next(3).ToString(CultureInfo.InvariantCulture);
        r.Outcome = (UsageOutcome)random.Next(6);
        r.InputTokens = random.Next(1_000);
        r.CachedInputTokens = random.Next(100);
        r.OutputTokens = random.Next(1_000);
        r.ReasoningTokens = random.Next(100);
        r.Unpriced = random.Next(5) == 0;
        r.CostNanos = r.Unpriced ? null : random.NextInt64(1_000_000_000);
        r.ListCostNanos = r.CostNanos * 2;
        r.Estimated = random.Next(4) == 0;
        r.LatencyMicros = random.Next(10_000_000);
    });

    public static void AssertSame(UsageRecord expected, UsageRecord actual) => Assert.All(Properties, p =>
        Assert.True(Equals(p.GetValue(expected), p.GetValue(actual)), $"{p.Name}: {p.GetValue(expected)} became {p.GetValue(actual)}"));

    private static object Value(PropertyInfo property, Random random)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type == typeof(string) ? property.Name + " ü😀 " + random.Next().ToString(CultureInfo.InvariantCulture)
            : type == typeof(Guid) ? Guid.NewGuid()
            : type == typeof(DateTime) ? Noon.AddMicroseconds(random.Next())
            : type == typeof(bool) ? true
            : type == typeof(int) ? random.Next(1, int.MaxValue)
            : type == typeof(long) ? random.NextInt64(1, long.MaxValue / 1_000)
            : type == typeof(UsageOutcome) ? UsageOutcome.StreamBroken
            : throw new NotSupportedException(property.Name);
    }
}
