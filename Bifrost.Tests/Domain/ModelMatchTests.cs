using Bifrost.Domain.Providers.Prices;
using Xunit;

namespace Bifrost.Tests.Domain;

public sealed class ModelMatchTests
{
    [Theory]
    [InlineData("=gpt-4o", "gpt-4o", true)]
    [InlineData("=gpt-4o", "GPT-4O", true)]
    [InlineData("=gpt-4o", "gpt-4o-mini", false)]
    [InlineData("claude-2*", "claude-2.1", true)]
    [InlineData("claude-2*", "Claude-2", true)]
    [InlineData("claude-2*", "x-claude-2", false)]
    [InlineData("*claude-fable-5", "global.anthropic.claude-fable-5", true)]
    [InlineData("*claude-fable-5", "claude-fable-5-1", false)]
    [InlineData("*nova-lite*", "us.amazon.nova-lite-v1:0", true)]
    [InlineData("*nova-lite*", "nova", false)]
    [InlineData(@"~^grok-4\.3-\d{8}$", "grok-4.3-20260401", true)]
    [InlineData(@"~^grok-4\.3-\d{8}$", "GROK-4.3-20260401", true)]
    [InlineData(@"~^grok-4\.3-\d{8}$", "grok-4x3-20260401", false)]
    [InlineData(@"~^grok-4\.3-\d{8}$", "grok-4.3-2026040", false)]
    [InlineData(@"~^composer-2\.5\[fast=true\]$", "composer-2.5[fast=true]", true)]
    [InlineData(@"~^composer-2\.5\[fast=true\]$", "composer-2.5", false)]
    [InlineData(@"~^gemini-3\.5-flash-\d", "gemini-3.5-flash-002", true)]
    [InlineData(@"~^gemini-3\.5-flash-\d", "gemini-3.5-flash-lite", false)]
    [InlineData("=~anthropic/claude-opus-latest", "~anthropic/claude-opus-latest", true)]
    [InlineData("=~anthropic/claude-opus-latest", "anthropic/claude-opus-latest", false)]
    [InlineData("&(gemini-2.5-pro* & ~^(?!.*-[tT][tT][sS](?:$|-)))", "gemini-2.5-pro-preview-06-05", true)]
    [InlineData("&(gemini-2.5-pro* & ~^(?!.*-[tT][tT][sS](?:$|-)))", "gemini-2.5-pro-preview-tts", false)]
    [InlineData("&(gemini-2.5-pro* & ~^(?!.*-[tT][tT][sS](?:$|-)))", "gemini-2.5-pro-TTS-2", false)]
    [InlineData("&(gemini-2.5-pro* & ~^(?!.*-[tT][tT][sS](?:$|-)))", "gemini-2.5-flash", false)]
    [InlineData("=a|=b*c", "b*c", true)]
    [InlineData("=a|b*", "bc", true)]
    [InlineData("=a|b*", "ac", false)]
    public void Every_form_of_the_grammar(string cell, string model, bool matches) =>
        Assert.Equal(matches, ModelMatch.ParseAll(cell).Exists(match => match.IsMatch(model)));

    [Theory]
    [InlineData(@"~^grok-4\.3-\d{8}$", "grok-4.3-")]
    [InlineData("~^ab?c", "a")]
    [InlineData("~^ab+c", "ab")]
    [InlineData("~^ab{2}", "a")]
    [InlineData("~ab", "")]
    [InlineData("~^(?:a|b)c", "")]
    [InlineData("~^(?!x)a", "")]
    [InlineData(@"~^composer-2\.5\[fast=true\]$", "composer-2.5[fast=true]")]
    [InlineData("&(gemini-2.5-pro* & ~^(?!.*-[tT][tT][sS](?:$|-)))", "gemini-2.5-pro")]
    [InlineData("*nova*", "nova")]
    public void The_literal_is_what_a_match_must_hold(string cell, string literal) =>
        Assert.Equal(literal, Assert.Single(ModelMatch.ParseAll(cell)).Literal);

    [Fact]
    public void A_bar_inside_parentheses_does_not_split() =>
        Assert.Equal(2, ModelMatch.ParseAll("=a|&(b* & ~^(?:$|-))").Count);

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("=")]
    [InlineData("a*b*")]
    [InlineData("*")]
    [InlineData("=a||=b")]
    public void Anything_else_is_an_error(string cell) =>
        Assert.Throws<FormatException>(() => ModelMatch.ParseAll(cell));
}
