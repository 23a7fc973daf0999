using Bifrost.Web.Console.Providers;

namespace Bifrost.Tests.Web.Console;

public sealed class ProviderPresetsTests
{
    [Theory]
    [InlineData("sk-proj-abc", "OpenAI")]
    [InlineData("sk-abc", "OpenAI")]
    [InlineData("sk-or-v1-abc", "OpenRouter")]
    [InlineData("gsk_abc", "Groq")]
    [InlineData("sk-ant-api03-abc", null)]
    [InlineData("sk-bf-abc", null)]
    [InlineData("abc", null)]
    [InlineData("", null)]
    public void A_key_is_recognised_by_its_longest_prefix(string key, string? title) =>
        Assert.Equal(title, ProviderPresets.Recognise(key)?.Title);

    [Fact]
    public void A_strangers_key_is_told_as_such()
    {
        Assert.Contains("Anthropic", ProviderPresets.WarningOf("sk-ant-abc"), StringComparison.Ordinal);
        Assert.Contains("virtual key", ProviderPresets.WarningOf("sk-bf-abc"), StringComparison.Ordinal);
        Assert.Null(ProviderPresets.WarningOf("sk-proj-abc"));
    }
}
