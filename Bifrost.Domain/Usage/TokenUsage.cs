namespace Bifrost.Domain.Usage;

/// <summary>
/// The tokens of one response in canonical form: the two totals include everything, the other numbers say how much
/// of a total belongs to a class. Every provider adapter converts to this form.
/// </summary>
public readonly record struct TokenUsage
{
    /// <summary>No single count may reach this (2³¹): a provider that reports more is wrong.</summary>
    public const long Ceiling = 1L << 31;

    /// <summary>All input tokens: fresh, cached, written to the cache, audio and images.</summary>
    public long InputTokens { get; init; }

    /// <summary>Input tokens read from the provider's cache, cached audio included.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>Input tokens written to the provider's cache, the one-hour ones included.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>Of <see cref="CacheWriteTokens"/>, those written for one hour.</summary>
    public long CacheWrite1hTokens { get; init; }

    /// <summary>Audio among the input tokens, cached audio included.</summary>
    public long AudioInputTokens { get; init; }

    /// <summary>Of <see cref="AudioInputTokens"/> and of <see cref="CachedInputTokens"/>, cached audio.</summary>
    public long CachedAudioInputTokens { get; init; }

    /// <summary>Images among the input tokens.</summary>
    public long ImageInputTokens { get; init; }

    /// <summary>All output tokens: text, reasoning, audio and images.</summary>
    public long OutputTokens { get; init; }

    public long ReasoningTokens { get; init; }

    public long AudioOutputTokens { get; init; }

    public long ImageOutputTokens { get; init; }

    /// <summary>Input and output together, as a rate limit on <c>tokens</c> counts them.</summary>
    public long TotalTokens => InputTokens + OutputTokens;

    /// <summary>
    /// Whether the numbers can be true: none negative, none at or above <see cref="Ceiling"/>, no part larger than
    /// what contains it, and disjoint parts together within their total. Usage that is not plausible is never billed.
    /// </summary>
    public bool IsPlausible => InRange && InputFits && OutputFits;

    private bool InRange =>
        IsCount(InputTokens) && IsCount(CachedInputTokens) && IsCount(CacheWriteTokens) && IsCount(CacheWrite1hTokens)
        && IsCount(AudioInputTokens) && IsCount(CachedAudioInputTokens) && IsCount(ImageInputTokens)
        && IsCount(OutputTokens) && IsCount(ReasoningTokens) && IsCount(AudioOutputTokens) && IsCount(ImageOutputTokens);

    private bool InputFits =>
        CacheWrite1hTokens <= CacheWriteTokens
        && CachedAudioInputTokens <= CachedInputTokens
        && CachedAudioInputTokens <= AudioInputTokens
        && AudioInputTokens + ImageInputTokens <= InputTokens
        && CachedInputTokens + CacheWriteTokens + (AudioInputTokens - CachedAudioInputTokens) <= InputTokens;

    private bool OutputFits => ReasoningTokens + AudioOutputTokens + ImageOutputTokens <= OutputTokens;

    private static bool IsCount(long tokens) => tokens is >= 0 and < Ceiling;
}
