namespace Bifrost.Bench.Servers;

/// <summary>What the fake upstream does with a call. The caller names it as the model, which every proxy passes on.</summary>
internal enum UpstreamMode
{
    /// <summary>Answer at once with one JSON completion.</summary>
    Json,

    /// <summary>Answer with one JSON completion after a fixed 20 ms, as a near provider would.</summary>
    DelayedJson,

    /// <summary>64 chunks, 20 ms apart.</summary>
    PacedStream,

    /// <summary>100 chunks with no pause, each sent by itself.</summary>
    SaturatingStream,

    /// <summary>100 chunks written so fast that the network stack joins them.</summary>
    BurstStream,

    /// <summary>As many events in Anthropic's dialect, each sent by itself.</summary>
    AnthropicStream,

    /// <summary>A chunk a second for two minutes: an open stream to be looked at.</summary>
    HeldStream,
}
