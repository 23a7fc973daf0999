namespace Bifrost.Domain.Alerts;

/// <summary>What came of one try.</summary>
/// <param name="Status">Null where no answer came.</param>
/// <param name="Text">The beginning of the answer, or why none came.</param>
/// <param name="RetryAfter">What the receiver asked for.</param>
/// <param name="Micros">How long it took, microseconds.</param>
public sealed record DeliveryAnswer(int? Status, string Text, TimeSpan? RetryAfter, long Micros)
{
    public bool IsTaken => Status is >= 200 and < 300;

    /// <summary>The receiver wants nothing any more.</summary>
    public bool IsGone => Status == 410;
}
