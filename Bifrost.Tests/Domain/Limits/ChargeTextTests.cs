using Bifrost.Domain.Limits;

namespace Bifrost.Tests.Domain.Limits;

public sealed class ChargeTextTests
{
    private static readonly DateTime Slot = new(2027, 3, 28, 1, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("")]
    [InlineData("alice@example.org")]
    [InlineData("a,b:c@d=e%2C 中\u202e")]
    public void WhatIsWrittenIsRead(string account)
    {
        var text = $"{ChargeText.Of(3, Slot, "")},{ChargeText.Of(17, Slot.AddHours(1), account)}";
        Assert.Equal([new Charge(3, Slot, ""), new Charge(17, Slot.AddHours(1), account)], ChargeText.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x@1,1@x,@,1,-1@5")]
    public void OtherFormsAreNoCharge(string? text) => Assert.Empty(ChargeText.Parse(text));
}
