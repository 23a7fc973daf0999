namespace Bifrost.Domain.Providers.Prices;

/// <summary>What a price is for. The classes of one request are disjoint: no token is billed twice.</summary>
public enum TokenClass
{
    /// <summary>Fresh input: neither cached, written to a cache nor audio; images too unless they have their own price.</summary>
    Input,

    /// <summary>Input read from the provider's cache, but for audio.</summary>
    CachedInput,

    /// <summary>Input written to the provider's cache with its usual lifetime.</summary>
    CacheWrite,

    /// <summary>Input written to the provider's cache for one hour.</summary>
    CacheWrite1h,
    AudioInput,
    CachedAudioInput,
    ImageInput,

    /// <summary>Output: text, and reasoning too unless it has its own price.</summary>
    Output,
    Reasoning,
    AudioOutput,
    ImageOutput,

    /// <summary>The request itself, priced per thousand.</summary>
    Request,

    /// <summary>An image that was generated, each.</summary>
    Image,

    /// <summary>Audio that was listened to, per hour.</summary>
    AudioHour,

    /// <summary>Characters that were spoken, per million.</summary>
    Character,

    /// <summary>Searches, per thousand: of a rerank, or of the web within a chat.</summary>
    Search,
}
