namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>
/// Writes a stream of a dialect, each event complete as soon as the sink is told of it; never one that waits for the end of the
/// stream. After <see cref="IAnswerSink.Fail"/> or <see cref="Complete"/> nothing follows.
/// </summary>
internal interface IAnswerWriter : IAnswerSink
{
    /// <summary>The provider's stream has ended well: writes what ends this one.</summary>
    void Complete();
}
