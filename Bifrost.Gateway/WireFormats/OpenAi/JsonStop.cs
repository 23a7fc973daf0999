namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>What a <see cref="JsonScanner"/> stopped at.</summary>
internal enum JsonStop
{
    /// <summary>All bytes are taken.</summary>
    NeedMore,

    /// <summary>A value begins at the position: not a byte of it is taken.</summary>
    ValueStart,

    /// <summary>A value has ended before the position.</summary>
    ValueEnd,

    /// <summary>A piece of a string (value or name) without its quotes lies before the position.</summary>
    Text,

    /// <summary>The document is complete; what follows can be white space only.</summary>
    Complete,

    /// <summary>This is not JSON, or nested deeper than <see cref="JsonScanner.MaxDepth"/>.</summary>
    Malformed,
}
