using Bifrost.Domain.Usage;

namespace Bifrost.Web.Console.Requests;

/// <summary>How an outcome is spelled in an address, said to a person and marked.</summary>
internal static class OutcomeText
{
    public static IReadOnlyList<UsageOutcome> All { get; } = Enum.GetValues<UsageOutcome>();

    public static string Slug(UsageOutcome outcome) => outcome switch
    {
        UsageOutcome.Completed => "completed",
        UsageOutcome.Refused => "refused",
        UsageOutcome.ProviderError => "provider-error",
        UsageOutcome.CallerAborted => "caller-aborted",
        UsageOutcome.StreamBroken => "stream-broken",
        UsageOutcome.Ended => "ended",
        _ => "interrupted",
    };

    public static UsageOutcome? Parse(string? slug)
    {
        foreach (var outcome in All)
        {
            if (Slug(outcome) == slug)
            {
                return outcome;
            }
        }

        return null;
    }

    public static string Words(UsageOutcome outcome) => outcome switch
    {
        UsageOutcome.Completed => "completed",
        UsageOutcome.Refused => "refused by Bifrost",
        UsageOutcome.ProviderError => "provider error",
        UsageOutcome.CallerAborted => "caller hung up",
        UsageOutcome.StreamBroken => "stream broke off",
        UsageOutcome.Ended => "ended by Bifrost",
        _ => "interrupted",
    };

    /// <summary>The sign before a request: a shape and a colour.</summary>
    public static string Tone(UsageRecord record) => record.Outcome switch
    {
        UsageOutcome.Completed when record.Status < 400 => "ok",
        UsageOutcome.Refused or UsageOutcome.Ended => "warning",
        UsageOutcome.CallerAborted => "idle",
        _ => "failed",
    };
}
