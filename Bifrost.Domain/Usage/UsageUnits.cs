namespace Bifrost.Domain.Usage;

/// <summary>How much of one response is billed by something other than tokens; the default is nothing of that kind.</summary>
/// <param name="Unit">What is counted.</param>
/// <param name="Count">How many of it.</param>
public readonly record struct UsageUnits(BilledUnit Unit, long Count)
{
    /// <summary>No response has so many images or searches: a provider, or a caller, that says so is wrong.</summary>
    private const long MostPieces = 10_000;

    /// <summary>Seconds of audio with at most three decimals, rounded half up.</summary>
    public static UsageUnits OfSeconds(decimal seconds) =>
        seconds is > 0m and < TokenUsage.Ceiling / 1000
            ? new(BilledUnit.AudioMilliseconds, (long)decimal.Round(seconds * 1000m, MidpointRounding.AwayFromZero))
            : default;

    /// <summary>Whether something is counted at all.</summary>
    public bool IsKnown => Unit != BilledUnit.None;

    /// <summary>Whether the count can be true: not negative, and not so large that no sum of money could hold it.</summary>
    public bool IsPlausible => Count >= 0 && Count < (Unit is BilledUnit.Images or BilledUnit.SearchUnits ? MostPieces : TokenUsage.Ceiling);
}
