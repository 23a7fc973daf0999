namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>What becomes of an event's bytes.</summary>
internal enum EventVerdict
{
    Forward,

    /// <summary>The caller did not ask for it.</summary>
    Drop,

    /// <summary>It ends the stream: it waits until the settlement is written, and nothing follows it.</summary>
    Hold,
}
