using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>How a vendor takes what was thought before.</summary>
internal enum ThoughtForm
{
    /// <summary>Not at all: the vendor refuses fields that it does not know, or leaves them out itself.</summary>
    None,

    /// <summary><c>reasoning_content</c>: the words alone.</summary>
    Content,

    /// <summary><c>reasoning_details</c>: with signatures and ciphers.</summary>
    Details,

    /// <summary>The words once and all else beside them: for measuring, where each must be there and none twice.</summary>
    Measured,
}

/// <summary>How a vendor is told how much to think.</summary>
internal enum EffortForm
{
    /// <summary>OpenAI's <c>reasoning_effort</c>.</summary>
    Effort,

    /// <summary>OpenRouter's <c>reasoning</c>.</summary>
    Reasoning,

    /// <summary><c>thinking</c> with a type, as DeepSeek, Z.ai and Moonshot have it.</summary>
    Thinking,

    /// <summary>Alibaba's <c>enable_thinking</c> and <c>thinking_budget</c>.</summary>
    EnableThinking,
}

/// <summary>
/// What vendors of chat completions differ in, by their kind in the catalogue. Sources: developers.openai.com/api/reference/resources/chat,
/// openrouter.ai/docs/api/reference/parameters, docs.litellm.ai/docs/completion/prompt_caching, api-docs.deepseek.com/guides/thinking_mode,
/// docs.z.ai/guides/capabilities/thinking, alibabacloud.com/help/en/model-studio/context-cache and /deep-thinking.
/// </summary>
/// <param name="kind">Empty for a body that no vendor gets: it measures what a call of another dialect is.</param>
/// <param name="model">As the vendor spells it.</param>
internal readonly struct OpenAiChatVendor(string kind, string model = "")
{
    private static readonly Version FirstWithBreakpoints = new(5, 6);

    /// <summary>Nothing is left out and nothing refused: the body is there to be measured.</summary>
    public bool IsMeasure => kind.Length == 0;

    public bool IsOpenAi => kind is "openai" or "azure";

    /// <summary>A model that refuses each field that asks for thoughts.</summary>
    public bool NeverThinks => IsOpenAi && ThinkingModels.NeverThinks(model);

    /// <summary>Fields that the vendor does not document are refused by it.</summary>
    public bool IsStrict => IsOpenAi || kind is "groq" or "mistral" or "cerebras" or "perplexity" or "cohere" or "gemini" or "xai";

    public bool TakesCacheControl => kind is "openrouter" or "litellm" or "dashscope" or "vercel-ai-gateway";

    /// <summary>
    /// Marks on what is said, after which the prompt is kept; since GPT-5.6 nothing else is found again but the latest message:
    /// developers.openai.com/api/docs/guides/prompt-caching.
    /// </summary>
    public bool TakesBreakpoints => IsOpenAi && model.StartsWith("gpt-", StringComparison.OrdinalIgnoreCase) && VersionIn(model[4..]) >= FirstWithBreakpoints;

    /// <summary>One marker for the whole prompt.</summary>
    public bool TakesCacheAtTop => kind is "openrouter";

    /// <summary>Images within what a tool answered: OpenAI documents text alone there.</summary>
    public bool TakesToolImages => IsMeasure || kind is "openrouter" or "litellm";

    public bool TakesFileUrls => IsMeasure || kind is "openrouter";

    public ThoughtForm Thoughts =>
        IsMeasure ? ThoughtForm.Measured : kind is "openrouter" ? ThoughtForm.Details : IsStrict ? ThoughtForm.None : ThoughtForm.Content;

    public EffortForm Effort => kind switch
    {
        "openrouter" => EffortForm.Reasoning,
        "deepseek" or "zhipu" or "zai" or "moonshot" or "volcengine" or "byteplus" => EffortForm.Thinking,
        "dashscope" or "siliconflow" => EffortForm.EnableThinking,
        _ => EffortForm.Effort,
    };

    /// <summary>Both whether and how much: api-docs.deepseek.com/guides/thinking_mode.</summary>
    public bool TakesEffortBesideThinking => kind is "deepseek";

    /// <summary>Of <c>5.6-mini</c>: 5.6; null where it begins with no number.</summary>
    private static Version? VersionIn(string name)
    {
        var number = name.Split('-')[0];
        return Version.TryParse(number.Contains('.', StringComparison.Ordinal) ? number : number + ".0", out var version) ? version : null;
    }
}
