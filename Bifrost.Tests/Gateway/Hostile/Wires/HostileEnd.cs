namespace Bifrost.Tests.Gateway.Hostile.Wires;

/// <summary>How an answer must end for the caller.</summary>
internal enum HostileEnd
{
    /// <summary>All words, an end, no error.</summary>
    Sound,

    /// <summary>An error and no end.</summary>
    Broken,

    /// <summary>One of the two: an error, or an end.</summary>
    Either,

    /// <summary>A 502 before a byte of it.</summary>
    Refused,

    /// <summary>The provider's own words and status, as the caller's dialect has them.</summary>
    Told,
}
