namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>Watches a JSON object or array go by in pieces, which may be cut anywhere, and knows when it is whole.</summary>
internal struct JsonExtent
{
    private int _depth;
    private bool _inText;
    private bool _isEscaped;

    /// <summary>Nothing but white space can follow. Never so for a value that is neither object nor array, whose end nothing tells.</summary>
    public bool IsComplete { get; private set; }

    public void Take(ReadOnlySpan<byte> json)
    {
        foreach (var character in json)
        {
            if (_inText)
            {
                _inText = _isEscaped || character != (byte)'"';
                _isEscaped = !_isEscaped && character == (byte)'\\';
                continue;
            }

            switch (character)
            {
                case (byte)'"':
                    _inText = true;
                    break;
                case (byte)'{' or (byte)'[':
                    _depth++;
                    break;
                case (byte)'}' or (byte)']':
                    IsComplete |= --_depth <= 0;
                    break;
            }
        }
    }
}
