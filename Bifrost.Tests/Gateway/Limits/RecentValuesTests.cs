using Bifrost.Gateway.Limits;

namespace Bifrost.Tests.Gateway.Limits;

public sealed class RecentValuesTests
{
    [Fact]
    public void ManyNamesDoNotShutOutWhatIsUsed()
    {
        var values = new RecentValues<string, string>(100);
        values.Add("mine", "first");
        for (var i = 0; i < 10_000; i++)
        {
            values.Add($"made up {i}", "x");
            Assert.Equal("first", values.Find("mine"));
        }

        values.Add("late", "late");
        Assert.Equal("late", values.Find("late"));
    }

    [Fact]
    public void WhatIsNotUsedGoes()
    {
        var values = new RecentValues<string, string>(100);
        for (var i = 0; i < 1_000; i++)
        {
            values.Add($"{i}", "x");
        }

        Assert.InRange(Enumerable.Range(0, 1_000).Count(i => values.Find($"{i}") is not null), 50, 100);
        Assert.Null(values.Find("0"));
    }

    [Fact]
    public void TheFirstOfTwoStays() => Assert.Equal(("first", "first"), Twice(new RecentValues<int, string>(10)));

    private static (string, string) Twice(RecentValues<int, string> values) => (values.Add(1, "first"), values.Add(1, "second"));
}
