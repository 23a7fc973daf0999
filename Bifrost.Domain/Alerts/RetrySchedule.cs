namespace Bifrost.Domain.Alerts;

/// <summary>When a delivery that failed is tried again: at once almost, then ever later, over three days in all.</summary>
public static class RetrySchedule
{
    /// <summary>A receiver's Retry-After counts up to this.</summary>
    public static readonly TimeSpan LongestAsked = TimeSpan.FromHours(24);

    private const double Jitter = 0.2;

    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20),
    ];

    /// <summary>Tries in all.</summary>
    public static int MostAttempts => Delays.Length + 1;

    /// <summary>How long to wait after so many failed tries, up to a fifth longer so that many do not come back at once; null when it is enough.</summary>
    /// <param name="asked">What the receiver asked for, which is not undercut.</param>
    public static TimeSpan? After(int attempts, TimeSpan? asked)
    {
        if (attempts >= MostAttempts)
        {
            return null;
        }

        var delay = Delays[Math.Max(attempts, 1) - 1] * (1 + (Random.Shared.NextDouble() * Jitter));
        return asked is { } wish && wish > delay ? (wish < LongestAsked ? wish : LongestAsked) : delay;
    }
}
