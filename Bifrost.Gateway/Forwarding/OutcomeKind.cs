namespace Bifrost.Gateway.Forwarding;

/// <summary>How a response ended, from the caller's side of the gateway.</summary>
internal enum OutcomeKind
{
    /// <summary>The provider said all it wanted to say.</summary>
    Completed,

    /// <summary>The provider ended with an error of its own inside the response.</summary>
    Failed,

    /// <summary>The provider broke off, fell silent, or ended where it should not have.</summary>
    Broken,

    /// <summary>The caller went away, or the response was abandoned before its end.</summary>
    Aborted,
}
