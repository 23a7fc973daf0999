namespace Bifrost.Gateway.Forwarding;

/// <summary>How one try at a target ended.</summary>
internal enum FailureKind
{
    /// <summary>The provider's answer is on its way to the caller.</summary>
    None,

    /// <summary>No connection: nothing was sent.</summary>
    Connect,

    /// <summary>The key cannot prove who we are: its token was refused, or what it refers to is not there. Nothing was sent.</summary>
    Credential,

    /// <summary>The provider answered with an error status.</summary>
    Status,

    /// <summary>The provider answered 2xx with something that is no answer.</summary>
    InvalidResponse,

    /// <summary>No response head in time.</summary>
    Timeout,

    /// <summary>The connection broke after the request had gone out: the provider may have worked, and may charge.</summary>
    Broken,

    /// <summary>The caller hung up.</summary>
    CallerGone,

    /// <summary>It was ended from outside: its key was revoked, its owner frozen.</summary>
    Ended,
}
