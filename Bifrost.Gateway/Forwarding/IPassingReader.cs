namespace Bifrost.Gateway.Forwarding;

/// <summary>Reads what an answer costs while its bytes pass, of which it changes and keeps back none. Never throws on any bytes.</summary>
internal interface IPassingReader : IDisposable
{
    /// <summary>Takes the next bytes of the body.</summary>
    void Append(ReadOnlySpan<byte> chunk);
}
