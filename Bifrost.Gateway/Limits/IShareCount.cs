using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <summary>What counts against a shared limit: a window of throughput, or requests at once. Called under the lock of whoever counts.</summary>
internal interface IShareCount
{
    /// <summary>Now.</summary>
    long Used { get; }

    /// <summary>Over all nodes.</summary>
    long Limit { get; }

    /// <summary>What this node says of itself; <paramref name="now"/> is UTC.</summary>
    ShareState Describe(ShareKey key, TimeSpan keep, DateTime now);
}
