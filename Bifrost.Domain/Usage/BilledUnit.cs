namespace Bifrost.Domain.Usage;

/// <summary>What a response is counted in beside its tokens. Its rate is per image, per hour, per million characters, per thousand searches.</summary>
public enum BilledUnit
{
    /// <summary>Tokens alone.</summary>
    None,

    /// <summary>Images that were generated.</summary>
    Images,

    /// <summary>Audio that was listened to, in whole milliseconds.</summary>
    AudioMilliseconds,

    /// <summary>Characters that were spoken: Unicode code points.</summary>
    Characters,

    /// <summary>Searches, as Cohere bills a rerank: a query over up to 100 documents.</summary>
    SearchUnits,
}
