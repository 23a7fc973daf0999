using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Tests.Domain.Usage;

namespace Bifrost.Tests.Gateway.Accounting;

public sealed class UsageCodecTests
{
    [Fact]
    public void Every_property_survives()
    {
        for (var seed = 0; seed < 50; seed++) AssertSurvives(SampleUsage.Full(seed));
        AssertSurvives(new UsageRecord());
        AssertSurvives(SampleUsage.At(SampleUsage.Noon));
    }

    [Fact]
    public void The_largest_record_fits_its_buffer()
    {
        var record = SampleUsage.Full(1);
        foreach (var property in SampleUsage.Properties)
        {
            if (property.PropertyType == typeof(string)) property.SetValue(record, new string('\u20AC', 40_000));
            if (property.PropertyType == typeof(long) || property.PropertyType == typeof(long?)) property.SetValue(record, long.MinValue);
        }

        var read = Through(record);

        Assert.Equal(UsageCodec.LongestText, read.Headers!.Length);
        Assert.Equal(long.MinValue, read.LatencyMicros);
    }

    private static void AssertSurvives(UsageRecord record) => SampleUsage.AssertSame(record, Through(record));

    private static UsageRecord Through(UsageRecord record)
    {
        var buffer = new byte[UsageCodec.MostBytes(record)];
        var bytes = new JournalBytes(buffer);
        UsageCodec.Write(ref bytes, record);
        var payload = new JournalPayload(buffer.AsSpan(0, bytes.Length));
        return UsageCodec.Read(ref payload);
    }
}
