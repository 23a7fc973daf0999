using Bifrost.Domain.Usage;
using Xunit;

namespace Bifrost.Tests.Domain;

public sealed class TokenUsageTests
{
    private static readonly TokenUsage[] Plausible =
    [
        default,
        new() { InputTokens = 10, CachedInputTokens = 10, OutputTokens = 5, ReasoningTokens = 5 },
        new() { InputTokens = TokenUsage.Ceiling - 1, OutputTokens = TokenUsage.Ceiling - 1 },
        new() { InputTokens = 100, CachedInputTokens = 40, CacheWriteTokens = 60, CacheWrite1hTokens = 60 },
        new() { InputTokens = 100, AudioInputTokens = 60, CachedAudioInputTokens = 20, CachedInputTokens = 60, ImageInputTokens = 40 },
        new() { OutputTokens = 100, ReasoningTokens = 50, AudioOutputTokens = 30, ImageOutputTokens = 20 },
    ];

    private static readonly TokenUsage[] Implausible =
    [
        new() { InputTokens = -1 },
        new() { OutputTokens = -1 },
        new() { InputTokens = TokenUsage.Ceiling },
        new() { OutputTokens = long.MaxValue },
        new() { InputTokens = 10, CachedInputTokens = 11 },
        new() { InputTokens = 10, CachedInputTokens = 6, CacheWriteTokens = 5 },
        new() { InputTokens = 10, CacheWrite1hTokens = 1 },
        new() { InputTokens = 10, CacheWriteTokens = -1 },
        new() { InputTokens = 10, CachedInputTokens = 5, CachedAudioInputTokens = 5 },
        new() { InputTokens = 10, AudioInputTokens = 5, CachedAudioInputTokens = 5 },
        new() { InputTokens = 10, AudioInputTokens = 6, ImageInputTokens = 5 },
        new() { InputTokens = 10, AudioInputTokens = 6, CachedInputTokens = 6 },
        new() { OutputTokens = 10, ReasoningTokens = 11 },
        new() { OutputTokens = 10, ReasoningTokens = 5, AudioOutputTokens = 3, ImageOutputTokens = 3 },
    ];

    [Fact]
    public void Possible_counts_are_accepted() => Assert.All(Plausible, usage => Assert.True(usage.IsPlausible));

    [Fact]
    public void Impossible_counts_are_recognised() => Assert.All(Implausible, usage => Assert.False(usage.IsPlausible));

    [Fact]
    public void The_total_counts_cached_and_reasoning_tokens_once() =>
        Assert.Equal(15, new TokenUsage { InputTokens = 10, CachedInputTokens = 4, OutputTokens = 5, ReasoningTokens = 5 }.TotalTokens);
}
