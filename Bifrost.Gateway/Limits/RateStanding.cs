namespace Bifrost.Gateway.Limits;

/// <summary>How a rate limit stands at one moment.</summary>
/// <param name="Used">What counts now, on all nodes as far as this one knows.</param>
/// <param name="Reset">How long until nothing of it counts any more; zero only where nothing does.</param>
internal readonly record struct RateStanding(long Limit, long Used, TimeSpan Reset)
{
    /// <summary>Never below zero: a call may have used more than it was counted as.</summary>
    public long Left => Math.Max(0, Limit - Used);
}
