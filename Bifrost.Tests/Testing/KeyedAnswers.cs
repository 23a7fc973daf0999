namespace Bifrost.Tests.Testing;

/// <summary>Keys whose name decides the answer, alone or as the last part (<c>sk-test-dead</c>): no script needed.</summary>
internal static class KeyedAnswers
{
    public static Script? For(ReceivedRequest request) => request.Key?.Split('-')[^1] switch
    {
        "dead" => Script.Error(401, $"Incorrect API key provided: {Masked(request.Key)}. You can find your API key at https://platform.openai.com/account/api-keys.", "invalid_request_error", "invalid_api_key"),
        "forbidden" => Script.Error(403, "You are not allowed to sample from this model", "invalid_request_error", null),
        "limited" => Script.Error(429, "Rate limit reached for requests. Please try again in 1s.", "requests", "rate_limit_exceeded").RetryAfter(1)
            .Header("retry-after-ms", "1000").Header("x-ratelimit-remaining-requests", "0").Header("x-ratelimit-reset-requests", "1s"),
        "poor" => Script.Error(429, "You exceeded your current quota, please check your plan and billing details.", "insufficient_quota", "insufficient_quota"),
        "broken" => Script.Error(500, "The server had an error while processing your request. Sorry about that!", "server_error", null),
        "overloaded" => Script.Error(503, "The engine is currently overloaded, please try again later", "server_error", null).RetryAfter(1),
        "reset" => new Script().Reset(),
        _ => null,
    };

    private static string Masked(string key) => key.Length <= 8 ? "****" : $"{key[..3]}****{key[^4..]}";
}
