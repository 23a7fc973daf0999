using Bifrost.Domain.Usage;

namespace Bifrost.Tests.Domain.Usage;

public sealed class UsageIdsTests
{
    [Fact]
    public void A_span_without_ends_holds_every_id()
    {
        var id = Guid.CreateVersion7();

        Assert.True(UsageIds.Before(DateTime.MinValue) < id);
        Assert.True(UsageIds.After(DateTime.MaxValue) > id);
    }

    [Fact]
    public void A_moment_lies_between_the_ids_around_it()
    {
        var time = new DateTime(2026, 11, 27, 12, 0, 0, DateTimeKind.Utc);
        var id = Guid.CreateVersion7(time);

        Assert.True(UsageIds.Before(time) < id);
        Assert.True(UsageIds.After(time) > id);
        Assert.True(UsageIds.After(time.AddMinutes(-5)) < id);
        Assert.True(UsageIds.Before(time.AddMinutes(5)) > id);
    }
}
