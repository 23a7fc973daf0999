using Bifrost.Domain.Usage;

namespace Bifrost.Web.Console.Requests;

/// <summary>Why a request did not get its answer, and what can be done: for somebody who has just been told no.</summary>
internal static class RefusalWords
{
    /// <summary>Null when nothing went wrong.</summary>
    public static string? Headline(UsageRecord record) => record.Outcome switch
    {
        UsageOutcome.Refused => "Bifrost refused this request; nothing was sent to a provider.",
        UsageOutcome.ProviderError => $"The provider {record.Provider} did not give an answer.",
        UsageOutcome.StreamBroken => "The answer broke off after it had begun.",
        UsageOutcome.Ended => "Bifrost ended this request after it was sent. What had come until then is accounted.",
        UsageOutcome.CallerAborted => "The caller hung up. What had come until then is accounted.",
        UsageOutcome.Interrupted => "Bifrost was stopped while this request was under way. Its usage is an estimate from the journal.",
        _ => null,
    };

    /// <summary>What to do about a code; null where there is nothing to advise.</summary>
    public static string? Advice(UsageRecord record) => record.ErrorCode switch
    {
        "rate_limit_exceeded" or "concurrency_exceeded" when record.Outcome == UsageOutcome.Refused =>
            "An admin can raise the limit of the owner that the message names. The answer told the caller how long to wait.",
        "budget_exceeded" => "An admin can raise the budget for a time, reset it, or change it, on the page of its owner.",
        "key_not_permitted" => "An admin has frozen the owner that the message names, and can let its calls go on.",
        "invalid_api_key" => "The caller presented no key of ours, or one that is unknown, revoked or expired. Callers are told the same in each case.",
        "model_not_allowed" => "An admin can allow the model for the owner that the message names: the key, its team or its customer.",
        "model_not_found" => "Write provider/model with a configured provider, or ask GET /v1/models for what there is.",
        "invalid_request" => "The request itself is wrong. The message names the field.",
        "request_too_large" => "Send less, or raise the limit of this installation.",
        "upstream_auth_failed" => "The provider refused our key for it. Replace the key on the page Providers.",
        "upstream_timeout" => "The provider was silent for too long. Its timeouts are set on the page Providers.",
        "upstream_invalid_response" => "The provider answered something that is no answer. Its base URL may be wrong.",
        "upstream_error" => "The provider failed, or could not be reached.",
        "rate_limit_exceeded" => "The provider is being asked too often with this key. Another key for it would help.",
        "no_healthy_target" => "No enabled key of the provider serves this model.",
        "accounting_unavailable" => "The journal could not be written, and nothing is sent that could not be accounted. Look at the disk of the data folder.",
        "overloaded" => "Too many large requests were under way at once.",
        "internal_error" => "A fault of Bifrost itself. The log holds more under this request id.",
        _ => null,
    };

    /// <summary>Whose rule it was, by the record's owners.</summary>
    public static string? Owner(UsageRecord record) =>
        record.VirtualKey is null ? null
        : $"key {record.VirtualKey}" + (record.Team is { } team ? $", team {team}" : "") + (record.Customer is { } customer ? $", customer {customer}" : "");
}
