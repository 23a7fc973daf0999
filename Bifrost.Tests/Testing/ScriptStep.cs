namespace Bifrost.Tests.Testing;

/// <summary>One thing that a scripted answer does, in order.</summary>
internal abstract record ScriptStep
{
    private ScriptStep()
    {
    }

    /// <summary>Sends the bytes as one chunk (one flush), <paramref name="Times"/> times.</summary>
    internal sealed record Send(ReadOnlyMemory<byte> Bytes, long Times = 1) : ScriptStep;

    /// <summary>Holds the answer until the test lets it go on.</summary>
    internal sealed record Wait(Func<CancellationToken, Task> Until) : ScriptStep;

    /// <summary>Cuts the connection with a TCP reset.</summary>
    internal sealed record Reset : ScriptStep;

    /// <summary>Ends the connection in an orderly way (FIN) though the answer is not complete.</summary>
    internal sealed record Close : ScriptStep;
}
