using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats.Conformance;

/// <summary>Everything that may be lost, and why; all else that is lost is a fault.</summary>
internal static class ExpectedLosses
{
    private const string Chat = "openai_chat";
    private const string Responses = "openai_responses";
    private const string Anthropic = "anthropic_messages";
    private const string Gemini = "gemini";
    private const string Bedrock = "bedrock_converse";
    private const string Cohere = "cohere_chat";

    public static IReadOnlyList<ExpectedLoss> All { get; } =
    [
        .. Parameters, .. ToolsAndOutput, .. Thinking, .. Caching, .. Answers,
    ];

    private static IEnumerable<ExpectedLoss> Parameters =>
    [
        .. Dropped(ChatField.Seed, "seed", "takes no seed", Anthropic, Bedrock),
        .. Dropped(ChatField.FrequencyPenalty, "frequency penalty", "takes no penalties", Anthropic, Bedrock),
        .. Dropped(ChatField.PresencePenalty, "presence penalty", "takes no penalties", Anthropic, Bedrock),
        .. Dropped(ChatField.LogProbs, "log probabilities", "gives no log probabilities", Anthropic, Bedrock),
        .. Dropped(ChatField.LogProbs, "number of log probabilities", "gives no alternatives to a token", Anthropic, Bedrock, Cohere),
        .. Dropped(ChatField.LogitBias, "logit bias", "has other token ids than the caller's model", Chat, Anthropic, Gemini, Bedrock, Cohere),
        .. Dropped(ChatField.TopK, "top_k", "takes no top_k", Chat),
        .. Dropped(ChatField.ServiceTier, "service tier", "has no tier of this name", Anthropic, Gemini, Cohere),
        .. Dropped(ChatField.ServiceTier, "default service tier", "has no service tiers", Gemini, Cohere),
        .. Dropped(ChatField.EndUser, "end user", "takes no end user", Gemini, Bedrock, Cohere),
        .. Dropped(ChatField.Metadata, "metadata", "keeps no metadata of the caller's beside a call", Anthropic, Gemini, Cohere),
        .. Dropped(ChatField.Metadata, "metadata", "takes metadata only for answers that it stores", Chat),
        .. Refused("stop sequence", ChatField.Stop, "takes no stop sequences", Responses),
    ];

    private static IEnumerable<ExpectedLoss> ToolsAndOutput =>
    [
        .. Dropped(ChatField.ToolStrict, "strict tool", "has no strict tools", Gemini),
        .. Dropped(ChatField.ToolResultError, "failed result", "has no field for a failed tool; the words of the failure arrive", Chat, Responses, Cohere),
        .. Dropped(ChatField.ParallelToolCalls, "no parallel calls", "cannot be told to call one tool at a time", Gemini, Bedrock, Cohere),
        .. To("image in a result", "takes an image beside the result, in the same turn", Gemini),
        .. Refused("image in a result", ChatField.ToolResultImages, "takes text alone as a tool's result", Chat, Cohere),
        .. To("name of the output schema", "has no name for a schema", Anthropic, Gemini, Cohere),
        .. To("description of the output schema", "has no description for a schema", Anthropic, Gemini, Cohere),
        .. To("strict output schema", "holds to a schema always; the flag is dropped", Gemini, Cohere),
        .. Dropped(ChatField.ImageDetail, "image detail", "takes no detail of an image", Anthropic, Gemini, Bedrock),
    ];

    private static IEnumerable<ExpectedLoss> Thinking =>
    [
        .. To("thinking budget", "takes an effort; the nearest stands for the number", Chat, Responses),
        .. Dropped(ChatField.ReasoningSummary, "thinking summary", "shows thoughts in one form alone", Chat, Anthropic, Gemini, Bedrock, Cohere),
        .. To("thoughts shown", "shows no thoughts", Chat),
        .. Dropped(ChatField.Thinking, "thought in the history", "takes no thoughts back", Chat),
        .. Dropped(ChatField.Thinking, "thought in the history", "takes back only thoughts that carry a signature", Responses, Anthropic, Bedrock).Select(x => x with { From = Gemini }),
        .. Dropped(ChatField.Thinking, "thought in the history", "takes back only thoughts that carry a signature", Responses, Anthropic, Bedrock).Select(x => x with { From = Cohere }),
        .. Dropped(ChatField.Thinking, "signature in the history", "takes no signatures", Chat, Cohere),
        .. To("signature of a call in the history", "signs thoughts, never calls", Chat, Responses, Anthropic, Bedrock, Cohere),
        .. Dropped(ChatField.Thinking, "redacted thought in the history", "has no redacted thoughts", Chat, Gemini, Cohere),
        .. From(Gemini, "thinking effort", "thinks no further in a turn whose call came without a signed thought", Anthropic, Bedrock),
        .. From(Gemini, "thinking budget", "thinks no further in a turn whose call came without a signed thought", Anthropic, Bedrock),
        .. From(Gemini, "thoughts shown", "thinks no further in a turn whose call came without a signed thought", Anthropic, Bedrock),
    ];

    private static IEnumerable<ExpectedLoss> Caching => Dropped(ChatField.CacheControl, "cache marker", "caches by itself, or by a cache of its own", Chat, Responses, Gemini, Cohere);

    private static IEnumerable<ExpectedLoss> Answers =>
    [
        .. Back("signature of a call", "has signatures of thoughts alone; Gemini is told to do without when the call comes back", Responses, Anthropic, Bedrock, Cohere),
        .. Back("signature", "has no signatures", Cohere),
        .. Back("redacted thought", "has no redacted thoughts", Cohere),
        .. Back("refusal", "has no refusals; the words arrive as text", Anthropic, Gemini, Bedrock, Cohere),
        .. Back("that the model refused", "says it as it says that a filter ended an answer", Gemini, Bedrock),
        .. Back("that the model refused", "says it of an answer with a refusal alone, else that a filter ended it", Chat, Responses).Select(x => x with { From = Anthropic }),
        .. Back("that the model refused", "has no such finish reason", Cohere),
        .. Back("that a filter ended it", "says it as it says that the model refused", Anthropic),
        .. Back("that a filter ended it", "has no such finish reason", Cohere),
        .. Back("that a stop sequence ended it", "says stop for every end of the model's own", Chat, Responses, Gemini),
        .. Back("which stop sequence", "does not say which", Chat, Responses, Gemini, Cohere),
        .. Back("thinking tokens", "counts them among the output tokens alone", Bedrock, Cohere),
        .. Back("tokens written to the cache", "counts them among the input tokens alone", Gemini, Cohere),
        .. Back("tokens written for an hour", "does not tell them from others written to the cache", Chat, Responses, Gemini, Cohere),
        .. Back("arguments piece by piece", "has whole arguments alone; they arrive once the call is complete", Gemini),
    ];

    private static IEnumerable<ExpectedLoss> To(string fact, string reason, params string[] dialects) => dialects.Select(x => new ExpectedLoss(false, fact, x, reason));

    private static IEnumerable<ExpectedLoss> Dropped(ChatField field, string fact, string reason, params string[] dialects) =>
        To(fact, reason, dialects).Select(x => x with { Dropped = field });

    private static IEnumerable<ExpectedLoss> From(string from, string fact, string reason, params string[] dialects) =>
        To(fact, reason, dialects).Select(x => x with { From = from });

    private static IEnumerable<ExpectedLoss> Refused(string fact, ChatField field, string reason, params string[] dialects) =>
        To(fact, reason, dialects).Select(x => x with { Refused = field });

    private static IEnumerable<ExpectedLoss> Back(string fact, string reason, params string[] dialects) => dialects.Select(x => new ExpectedLoss(true, fact, x, reason));
}
