using Bifrost.Domain.VirtualKeys;
using CsCheck;
using Xunit;

namespace Bifrost.Tests.Domain;

public sealed class ModelPatternsTests
{
    [Theory]
    [InlineData("openai/*", "openai", "gpt-4o", true)]
    [InlineData("openai/*", "openai", "", true)]
    [InlineData("openai/*", "openai2", "gpt-4o", false)]
    [InlineData("openai/*", "OpenAI", "gpt-4o", false)]
    [InlineData("openai/gpt-4o", "openai", "gpt-4o", true)]
    [InlineData("openai/gpt-4o", "openai", "gpt-4o-mini", false)]
    [InlineData("openai/gpt-4o", "openai", "GPT-4o", false)]
    [InlineData("*/gpt-4o", "azure", "gpt-4o", true)]
    [InlineData("*/gpt-4o", "azure", "gpt-4o-mini", false)]
    [InlineData("openrouter/*/llama*", "openrouter", "meta/llama-3", true)]
    [InlineData("openrouter/*/llama*", "openrouter", "llama-3", false)]
    [InlineData("*mini*", "openai", "gpt-4o-mini", true)]
    [InlineData("*", "any", "thing", true)]
    [InlineData("**", "any", "thing", true)]
    [InlineData("smart", "openai", "smart", false)]
    [InlineData("gpt-4o", "openai", "gpt-4o", false)]
    [InlineData("", "openai", "gpt-4o", false)]
    public void A_pattern_is_compared_with_the_whole_name(string pattern, string provider, string model, bool allowed)
    {
        var patterns = ModelPatterns.Compile([pattern]);
        Assert.Equal(allowed, patterns.Allows(provider, model));
        Assert.Equal(allowed, patterns.Allows(provider + "/" + model));
    }

    [Fact]
    public void Any_pattern_of_the_list_allows()
    {
        var patterns = ModelPatterns.Compile(["openai/*", "smart"]);
        Assert.True(patterns.Allows("smart"));
        Assert.False(patterns.Allows("smarter"));
        Assert.True(patterns.Allows("openai", "o3"));
        Assert.False(patterns.Allows("groq", "o3"));
        Assert.False(patterns.AllowsEverything);
        Assert.Equal(["openai/*", "smart"], patterns.Patterns);
    }

    [Fact]
    public void No_list_allows_everything_and_an_empty_list_nothing()
    {
        Assert.True(ModelPatterns.Compile(null).Allows("openai", "o3"));
        Assert.True(ModelPatterns.Compile(null).Allows("smart"));
        Assert.False(ModelPatterns.Compile([]).Allows("openai", "o3"));
        Assert.False(ModelPatterns.Compile([]).Allows(""));
        Assert.True(ModelPatterns.Compile(["*"]).AllowsEverything);
    }

    [Fact]
    public void A_long_name_is_no_special_case()
    {
        var model = new string('m', 5000);
        Assert.True(ModelPatterns.Compile(["openai/*m"]).Allows("openai", model));
        Assert.False(ModelPatterns.Compile(["openai/*n"]).Allows("openai", model));
    }

    [Fact]
    public void A_check_allocates_nothing()
    {
        var patterns = ModelPatterns.Compile(["openai/*", "smart", "*/gpt-4o"]);
        var allowed = patterns.Allows("azure", "gpt-4o");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            allowed &= patterns.Allows("azure", "gpt-4o") && patterns.Allows("smart") && !patterns.Allows("groq", "o3");
        }

        Assert.True(allowed);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Stars_agree_with_a_plain_recursive_matcher() =>
        Gen.Select(Gen.String[Gen.Char["ab*"], 0, 7], Gen.String[Gen.Char["ab"], 0, 9])
            .Sample((pattern, name) => new ModelPattern(pattern).IsMatch(name) == Naive(pattern, name), iter: 20_000);

    [Theory]
    [InlineData("*", "openai/*", "openai/*")]
    [InlineData("openai/*,smart", "*-mini,smart", "openai/*-mini,smart")]
    [InlineData("openai/gpt-4o", "openai/*,*", "openai/gpt-4o")]
    [InlineData("openai/*", "groq/*", "")]
    [InlineData("ab*", "*bc", "abc,ab*bc")]
    [InlineData("", "*", "")]
    public void What_two_lists_allow_is_a_list(string left, string right, string both)
    {
        Assert.Equal(both.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(), ListOf(left).And(ListOf(right))!.Patterns.Order());
        Assert.Equal(both.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(), ListOf(right).And(ListOf(left))!.Patterns.Order());

        static ModelPatterns ListOf(string text) => ModelPatterns.Compile(text.Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void What_two_lists_allow_both_allow() =>
        Gen.Select(Gen.String[Gen.Char["ab*"], 1, 6], Gen.String[Gen.Char["ab*"], 1, 6], Gen.String[Gen.Char["ab"], 0, 9])
            .Sample((left, right, name) => ModelPatterns.Compile([left]).And(ModelPatterns.Compile([right])) is not { } both
                || both.Allows(name) == (new ModelPattern(left).IsMatch(name) && new ModelPattern(right).IsMatch(name)), iter: 20_000);

    [Theory]
    [InlineData("*a", "*b", 8)]
    [InlineData("*a", "*b", 120)]
    [InlineData("b*", "*a", 30)]
    public void Lists_that_overlap_in_very_many_ways_are_not_written_down(string left, string right, int times) =>
        Assert.Null(ModelPatterns.Compile([string.Concat(Enumerable.Repeat(left, times)) + "*x"]).And(ModelPatterns.Compile([string.Concat(Enumerable.Repeat(right, times)) + "*x"])));

    [Fact]
    public void Many_stars_stay_cheap() =>
        Assert.False(new ModelPattern(string.Concat(Enumerable.Repeat("*a", 200)) + "b").IsMatch(new string('a', 20_000)));

    private static bool Naive(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name) => pattern switch
    {
        [] => name.IsEmpty,
        ['*', .. var rest] => Naive(rest, name) || (name is [_, .. var tail] && Naive(pattern, tail)),
        _ => name is [var first, .. var others] && first == pattern[0] && Naive(pattern[1..], others),
    };
}
