using Bifrost.Domain.VirtualKeys;
using Bifrost.Web.Console.VirtualKeys;

namespace Bifrost.Tests.Web.Console;

/// <summary>A key as its editor holds it: what it does not change it gives back as it was.</summary>
public sealed class VirtualKeyDraftTests
{
    private static readonly DateTime Now = new(2026, 11, 16, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(1440.0, "24h")]
    [InlineData(90.0, "90m")]
    [InlineData(0.5, "30s")]
    [InlineData(null, "")]
    public void A_grace_is_shown_as_the_file_writes_it_and_kept(double? minutes, string text)
    {
        var key = new VirtualKey { Name = "ci", Hash = [], LastFour = "abcd", Models = ["*"], Grace = minutes is { } m ? TimeSpan.FromMinutes(m) : null };
        var draft = VirtualKeyDraft.Of(key);
        Assert.Equal((text, key.Grace), (draft.Grace, draft.ToSpec(key).Grace));
        Assert.Empty(draft.Check(Now, key));
    }

    [Theory]
    [InlineData("2h", 120, null)]
    [InlineData(" 0h ", null, null)]
    [InlineData("a day", null, "Write a whole number and h, m or s: 24h. Nothing ends the old secret at once.")]
    [InlineData("800h", 48_000, "At most 30 days, or nothing to end the old secret at once.")]
    public void A_grace_is_changed_and_checked(string typed, int? minutes, string? wrong)
    {
        var draft = new VirtualKeyDraft { Name = "ci", Models = ["*"], Grace = typed };
        Assert.Equal(minutes is { } m ? TimeSpan.FromMinutes(m) : null, draft.ToSpec().Grace);
        Assert.Equal(wrong, draft.Check(Now).SingleOrDefault()?.Message);
    }
}
