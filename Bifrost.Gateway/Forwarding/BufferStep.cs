namespace Bifrost.Gateway.Forwarding;

/// <summary>What <see cref="EventBuffer.Next"/> found.</summary>
internal enum BufferStep
{
    /// <summary>No complete event is left.</summary>
    None,

    /// <summary>An event waits to be let go.</summary>
    Event,

    /// <summary>An event that must be read is too long for it.</summary>
    TooLong,

    /// <summary>The event that ends the stream waits for the settlement.</summary>
    End,
}
