namespace Bifrost.Bench.Load;

/// <summary>Counts the blank lines that end server-sent events, over reads that cut anywhere.</summary>
internal struct EventCounter
{
    private bool _endsWithNewline;

    public int Count { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (_endsWithNewline && bytes[0] == (byte)'\n')
        {
            Count++;
            bytes = bytes[1..];
        }

        Count += bytes.Count("\n\n"u8);
        _endsWithNewline = bytes.Length > 0 && bytes[^1] == (byte)'\n' && !bytes.EndsWith("\n\n"u8);
    }
}
