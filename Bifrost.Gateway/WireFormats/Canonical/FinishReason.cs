namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>Why an answer ends.</summary>
internal enum FinishReason
{
    /// <summary>It is complete.</summary>
    Stop,

    /// <summary>One of the caller's stop sequences came.</summary>
    StopSequence,

    /// <summary>The cap on its tokens, or the model's window.</summary>
    Length,

    /// <summary>Tools are to be called.</summary>
    ToolCalls,

    /// <summary>The vendor's filter ended it.</summary>
    ContentFilter,

    /// <summary>The model declined to answer.</summary>
    Refusal,

    /// <summary>The vendor wants to be called again to go on.</summary>
    Pause,

    /// <summary>Any other reason that only the vendor knows.</summary>
    Other,
}
