namespace Bifrost.Gateway.Forwarding;

/// <summary>Where a response's outcome is written before its last byte is let go.</summary>
internal interface ISettlement
{
    /// <summary>
    /// Called exactly once a response, synchronously, before the bytes that end it. When it returns, the settlement is
    /// with the operating system. When it throws, the caller is not given the end: a stream gets the dialect's
    /// error event, a body breaks off.
    /// </summary>
    void OnCompleted(in ResponseOutcome outcome);
}
