using System.Globalization;
using System.Text.Json.Nodes;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats.Conformance;

/// <summary>
/// What an answer says, whatever dialect it was read from. Its id and its model's name are none of it: where a dialect has no place
/// for one, or a provider gives none, the gateway's own stand in.
/// </summary>
internal sealed class AnswerFacts
{
    private readonly List<Fact> _facts = [];

    public static List<Fact> Of(ChatAnswer answer)
    {
        var facts = new AnswerFacts();
        answer.Parts.ForEach(facts.Part);
        if (answer.Failure is { } failure)
        {
            // What it had cost by then is between the provider and the gateway.
            facts.Add("error in a stream", failure.Message);
            return facts._facts;
        }

        facts.Add(answer.Finish switch
        {
            FinishReason.StopSequence => "that a stop sequence ended it",
            FinishReason.Refusal => "that the model refused",
            FinishReason.ContentFilter => "that a filter ended it",
            _ => "finish reason",
        }, answer.Finish);
        facts.Add("which stop sequence", answer.StopSequence);
        if (answer.Usage is { } usage)
        {
            facts.Usage(usage);
        }

        return facts._facts;
    }

    private void Part(ContentPart part)
    {
        switch (part)
        {
            case TextPart { Text.Length: > 0 } x:
                Add("text", x.Text);
                break;
            case ThinkingPart x:
                Add("thought", x.Text.Length == 0 ? null : x.Text);
                Add("signature", x.Signature);
                break;
            case RedactedThinkingPart x:
                Add("redacted thought", x.Data);
                break;
            case ToolCallPart x:
                Add("call", $"{x.Name} {JsonNode.Parse(x.Arguments.Length == 0 ? "{}" : x.Arguments)!.ToJsonString()}");
                Add("call id", x.Id);
                Add("signature of a call", x.Signature);
                break;
            case RefusalPart x:
                Add("refusal", x.Text);
                break;
        }
    }

    private void Usage(TokenUsage usage)
    {
        Add("input tokens", usage.InputTokens);
        Add("cached tokens", Some(usage.CachedInputTokens));
        Add("tokens written to the cache", Some(usage.CacheWriteTokens));
        Add("tokens written for an hour", Some(usage.CacheWrite1hTokens));
        Add("output tokens", usage.OutputTokens);
        Add("thinking tokens", Some(usage.ReasoningTokens));
    }

    private void Add(string name, object? value)
    {
        if (value is not null)
        {
            _facts.Add(new(name, Convert.ToString(value, CultureInfo.InvariantCulture)!));
        }
    }

    private static object? Some(long tokens) => tokens == 0 ? null : tokens;
}
