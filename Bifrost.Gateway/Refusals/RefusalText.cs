using System.Globalization;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Refusals;

/// <summary>What a refusal is on the wire, before a dialect gives it its shape.</summary>
/// <param name="Code">Stable; part of the contract.</param>
public readonly record struct RefusalText(int Status, string Code, string Message, string? Param = null, TimeSpan? RetryAfter = null)
{
    private const int LongestText = 512;

    /// <summary>What SDKs are told where the status alone does not: whether the same call may pass when it is tried again.</summary>
    public bool? ShouldRetry { get; init; }

    /// <summary>OpenAI's name for the class of error.</summary>
    public string OpenAiType => Status switch
    {
        402 => "insufficient_quota",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };

    /// <summary>The one place that knows every refusal.</summary>
    public static RefusalText Of(Refusal refusal) => refusal switch
    {
        Refusal.InvalidKey => new(401, "invalid_api_key", "Incorrect API key provided: present a virtual key of this gateway that is neither revoked nor expired."),
        Refusal.InvalidRequest x => new(400, "invalid_request", Plain(x.Message)!, Plain(x.Param)),
        Refusal.ModelNotAllowed x => new(403, "model_not_allowed", $"{x.Owner} may not use the model {x.Model}. An admin of this gateway can allow it.", "model"),
        Refusal.Frozen x => new(403, "key_not_permitted", $"The {x.Owner} is frozen: an admin of this gateway has stopped its calls and can let them go on."),
        Refusal.BudgetExhausted x => new(402, "budget_exceeded", BudgetText.Of(x), RetryAfter: x.IsHeldByOthers ? TimeSpan.FromSeconds(1) : null) { ShouldRetry = x.IsHeldByOthers },
        Refusal.RateLimited x => new(429, "rate_limit_exceeded", string.Create(CultureInfo.InvariantCulture, $"The {x.Owner} may use {LimitWords.Rate(x.Metric, x.Limit, x.Period)}: try again in {Math.Ceiling(x.Wait.TotalSeconds):N0} s."), RetryAfter: x.Wait),
        Refusal.TooManyAtOnce x => new(429, "concurrency_exceeded", $"The {x.Owner} may have {Counted.Of(x.Limit, "call")} under way at once, and {(x.Limit == 1 ? "it is" : "all of them are")}: try again when one has ended.", RetryAfter: TimeSpan.FromSeconds(1)),
        Refusal.Unpriced x => new(402, "budget_exceeded", $"The {x.Owner} has a hard budget, and what a call of {x.Model} costs cannot be known: {x.Reason}. An admin can set a price, or say what becomes of such calls.", "model") { ShouldRetry = false },
        Refusal.ModelNotFound x => new(404, "model_not_found", $"The model {x.Model} does not exist here: write provider/model with a configured provider, or ask for GET /v1/models.", "model"),
        Refusal.ProviderNotFound x => new(404, "model_not_found", $"There is no provider {x.Provider} here: after /passthrough/ stands the name of a provider that is set up.", "model"),
        Refusal.NotSupported x => new(501, "not_supported", $"{x.What} is not supported by this gateway yet{(x.PassesRaw ? ", and passes raw below /passthrough/{provider}/ for keys that may use all of that provider" : null)}.") { ShouldRetry = false },
        Refusal.TooLarge x => new(413, "request_too_large", string.Create(CultureInfo.InvariantCulture, $"The body is larger than this gateway's limit of {x.LimitBytes / 1024 / 1024} MiB.")),
        Refusal.UpstreamError x => new(502, "upstream_error", $"The provider {x.Provider} failed: {x.Detail}"),
        Refusal.UpstreamAuthFailed x => new(502, "upstream_auth_failed", $"The provider {x.Provider} refused this gateway's own key. An admin can replace it."),
        Refusal.UpstreamInvalidResponse x => new(502, "upstream_invalid_response", $"The provider {x.Provider} sent an unusable answer: {x.Detail}"),
        Refusal.UpstreamTimeout x => new(504, "upstream_timeout", $"The provider {x.Provider} did not answer in time: {x.Detail}"),
        Refusal.UpstreamRefused x => new(x.Status, x.Status == 429 ? "rate_limit_exceeded" : "invalid_request", string.Create(CultureInfo.InvariantCulture, $"The provider {x.Provider} refused the request with status {x.Status}."), RetryAfter: x.RetryAfter),
        Refusal.NoHealthyTarget x => new(503, "no_healthy_target", $"No provider key serves the model {x.Model} now.", "model"),
        Refusal.AccountingUnavailable => new(503, "accounting_unavailable", "This gateway cannot account for requests right now, so it sends none. It is being looked at; try again.", RetryAfter: TimeSpan.FromSeconds(5)),
        Refusal.Overloaded x => new(503, "overloaded", x.Detail, RetryAfter: TimeSpan.FromSeconds(1)),
        Refusal.Internal => new(500, "internal_error", "The gateway failed on this request. The request id helps its admin to find out why."),
        _ => throw new System.Diagnostics.UnreachableException(refusal.GetType().Name),
    };

    /// <summary>A field that is at fault may have a name of the caller's own, of any length: it goes into an answer and a record.</summary>
    private static string? Plain(string? text) => text is null || (text.Length <= LongestText && !text.AsSpan().ContainsAnyInRange('\0', '\u001f'))
        ? text
        : string.Concat(text.Take(LongestText).Select(x => char.IsControl(x) || char.IsSurrogate(x) ? '\uFFFD' : x));
}
