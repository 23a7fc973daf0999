namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>How much the model is to think before it answers, as far as the caller said.</summary>
internal sealed class ReasoningRequest
{
    /// <summary>False: not at all. Null where an effort or a budget says it.</summary>
    public bool? Enabled { get; set; }

    /// <summary><c>none</c>, <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, <c>xhigh</c>, <c>max</c>.</summary>
    public string? Effort { get; set; }

    /// <summary>Tokens to think in; null where the caller named an effort or nothing.</summary>
    public long? BudgetTokens { get; set; }

    /// <summary>The caller wants to see what was thought; null leaves it to the dialect.</summary>
    public bool? ShowsThoughts { get; set; }

    /// <summary>OpenAI's <c>auto</c>, <c>concise</c>, <c>detailed</c>.</summary>
    public string? Summary { get; set; }

    /// <summary>No thinking is asked for, in one way or another.</summary>
    public bool IsOff => Enabled == false || Effort == "none" || BudgetTokens == 0;

    /// <summary>
    /// As an effort. Steps are those of the table by which Google maps one to the other for OpenAI's clients (low 1,024, medium
    /// 8,192, high 24,576 tokens: ai.google.dev/gemini-api/docs/openai), and a budget between two takes the nearer.
    /// </summary>
    public string? ToEffort() => IsOff ? "none" : Effort ?? BudgetTokens switch
    {
        null or < 0 => Enabled == true ? "medium" : null,
        <= 4_096 => "low",
        <= 16_384 => "medium",
        _ => "high",
    };

    /// <summary>As a number of tokens by the same table; null where nothing was said, 0 for none.</summary>
    public long? ToBudget() => IsOff ? 0 : BudgetTokens ?? Effort switch
    {
        "minimal" or "low" => 1_024,
        "medium" => 8_192,
        "high" => 24_576,
        "xhigh" or "max" => 32_768,
        _ => Enabled == true ? 8_192 : null,
    };
}
