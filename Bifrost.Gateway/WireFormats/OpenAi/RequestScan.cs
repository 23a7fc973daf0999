namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// What the gateway reads of an OpenAI request body (chat completions, completions, embeddings, responses,
/// moderations, images, speech): values for routing and limits, and byte positions for edits in place.
/// Everything else in the body is unknown to us and passes.
/// </summary>
internal sealed class RequestScan
{
    /// <summary>
    /// Tokens that chat framing adds to a message, a part or a call of a tool at most (role, separators, name). What a provider's
    /// template puts before the whole prompt is not among them.
    /// </summary>
    public const int MessageTokenBound = 8;

    /// <summary>The requested model as the caller wrote it, unescaped: 1 to 256 characters, no control characters.</summary>
    public string Model { get; internal set; } = "";

    /// <summary>The JSON string token of the body's model, quotes included; absent where the path names it and the body does not.</summary>
    public JsonRange ModelToken { get; internal set; }

    /// <summary>Position of the first byte after the body's opening brace.</summary>
    public int FirstFieldStart { get; internal set; }

    /// <summary>The body is not an empty object.</summary>
    public bool HasFields { get; internal set; }

    /// <summary>Of a form: what stands before each of its parts; null for JSON.</summary>
    public byte[]? FormDelimiter { get; internal set; }

    /// <summary>Of a form for images: a field beside <c>n</c>, which some vendor has, may ask for more of them.</summary>
    public bool MayCountOtherwise { get; internal set; }

    public bool Stream { get; internal set; }

    /// <summary>The value of <c>stream_options</c> (an object, or <c>null</c> spelled out); absent when the length is 0.</summary>
    public JsonRange StreamOptions { get; internal set; }

    public bool StreamOptionsIsNull { get; internal set; }

    public bool StreamOptionsIsEmpty { get; internal set; }

    /// <summary>The value token of <c>stream_options.include_usage</c>: <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    public JsonRange IncludeUsageToken { get; internal set; }

    /// <summary>Whether the caller itself asked for the usage chunk.</summary>
    public bool IncludeUsage { get; internal set; }

    public int? MaxTokens { get; internal set; }

    public int? MaxCompletionTokens { get; internal set; }

    public int? MaxOutputTokens { get; internal set; }

    /// <summary>Which of them are there, if only as <c>null</c>.</summary>
    public OutputCaps NamedCaps { get; internal set; }

    /// <summary>Number of choices asked for: 1 to 128; 1 when absent.</summary>
    public int Choices { get; internal set; } = 1;

    /// <summary>Answers generated for a prompt, of which the best are returned and all are billed: 1 to 128; 1 when absent.</summary>
    public int BestOf { get; internal set; } = 1;

    /// <summary>Prompts of a completions call: each has answers of its own.</summary>
    public int Prompts { get; internal set; }

    /// <summary>Answers that are billed.</summary>
    public long Generations => (long)Math.Max(Choices, BestOf) * Math.Max(1, Prompts);

    /// <summary>Bytes of predicted text: what the answer does not use of it is billed as output.</summary>
    public long PredictionBytes { get; internal set; }

    public double? Temperature { get; internal set; }

    public string? User { get; internal set; }

    /// <summary>What OpenAI has in the place of <see cref="User"/> by now.</summary>
    public string? SafetyIdentifier { get; internal set; }

    /// <summary>Whom the call is for, as the body says; null where it does not.</summary>
    public string? EndUser => User is { Length: > 0 } ? User : SafetyIdentifier is { Length: > 0 } ? SafetyIdentifier : null;

    public string? ServiceTier { get; internal set; }

    /// <summary>A responses call that runs after the answer: its usage never reaches this connection.</summary>
    public bool Background { get; internal set; }

    public bool AsksForAudio { get; internal set; }

    public bool AsksForImages { get; internal set; }

    /// <summary>Thinking was asked for, in one of the ways of saying so.</summary>
    public bool AsksForReasoning { get; internal set; }

    /// <summary>Tokens to think in, where the caller has said a number; else 0.</summary>
    public long ThinkingTokens { get; internal set; }

    /// <summary>Elements of <c>messages</c> or of an array in <c>input</c> or <c>prompt</c>; 1 for a plain string.</summary>
    public int Items { get; internal set; }

    /// <summary>Objects within those elements: parts, and calls of tools, which have framing of their own.</summary>
    public int InnerObjects { get; internal set; }

    /// <summary>Bytes of text that can become input tokens, as spelled in the body; a token has at least one byte.</summary>
    public long TextBytes { get; internal set; }

    /// <summary>The same of what may become text as JSON, brackets and names included, and is in no estimate by a tokenizer.</summary>
    public long RawBytes { get; internal set; }

    /// <summary>Numbers in arrays of <c>input</c> or <c>prompt</c>: already tokens, one each.</summary>
    public long NumberTokens { get; internal set; }

    /// <summary>Images, embedded or behind a URL. What one is in tokens, its provider's adapter says.</summary>
    public int Images { get; internal set; }

    /// <summary>Embedded audio clips.</summary>
    public int AudioClips { get; internal set; }

    /// <summary>Bytes of those clips as spelled in the body, in base64.</summary>
    public long AudioBytes { get; internal set; }

    /// <summary>Images, audio clips and files referred to or embedded.</summary>
    public int MediaParts { get; internal set; }

    /// <summary>Something that the provider alone knows becomes input: a file, a video, an earlier answer, a conversation.</summary>
    public bool IsOpenEnded { get; internal set; }

    /// <summary>A tool that the provider itself runs finds input. No provider of another dialect is given it.</summary>
    public bool HasHostedTools { get; internal set; }

    /// <summary>Either of both.</summary>
    public bool IsUnbounded => IsOpenEnded || HasHostedTools;

    public bool HasTools { get; internal set; }

    /// <summary>The answer must follow a JSON schema, or be JSON at least.</summary>
    public bool HasSchema { get; internal set; }

    /// <summary>What framing adds at most, in tokens.</summary>
    public long FramingTokens => (long)(Items + InnerObjects) * MessageTokenBound;

    /// <summary>No provider can count more input tokens than this, images and audio apart.</summary>
    public long TextTokenBound => TextBytes + RawBytes + NumberTokens + FramingTokens;
}
