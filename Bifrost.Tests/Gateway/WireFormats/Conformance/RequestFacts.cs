using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats.Conformance;

/// <summary>
/// What a request says, whatever dialect it was read from. The model's name is none of it (the route replaces it), nor where one
/// message ends and the next of the same role begins; a developer is a system.
/// </summary>
internal sealed class RequestFacts
{
    private readonly List<Fact> _facts = [];
    private readonly List<string> _calls = [];

    public static List<Fact> Of(ChatRequest request)
    {
        var facts = new RequestFacts();
        foreach (var message in request.Messages)
        {
            var role = message.Role is ChatRole.Developer ? ChatRole.System : message.Role;
            message.Parts.ForEach(x => facts.Part(role.ToString().ToLowerInvariant(), x));
        }

        facts.Tools(request);
        facts.Output(request.Output);
        facts.Reasoning(request.Reasoning);
        facts.Numbers(request);
        return facts._facts;
    }

    private void Add(string name, object? value)
    {
        if (value is not null)
        {
            _facts.Add(new(name, Convert.ToString(value, CultureInfo.InvariantCulture)!));
        }
    }

    private void Part(string role, ContentPart part)
    {
        switch (part)
        {
            case TextPart x when role == "system":
                Array.ForEach(x.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries), y => Add("system text", y));
                break;
            case TextPart x:
                Add("text", $"{role}: {x.Text}");
                break;
            case ImagePart x:
                Add("image", $"{role}: {x.Source.Url ?? x.Source.MediaType + " " + x.Source.Data}");
                Add("image detail", x.Detail);
                break;
            case ThinkingPart x:
                Add("thought in the history", x.Text.Length == 0 ? null : x.Text);
                Add("signature in the history", x.Signature);
                break;
            case RedactedThinkingPart x:
                Add("redacted thought in the history", x.Data);
                break;
            case ToolCallPart x:
                _calls.Add(x.Id);
                Add("call", $"{x.Name} {Json(x.Arguments)}");
                Add("call id", x.Id);
                Add("signature of a call in the history", x.Signature);
                break;
            case ToolResultPart x:
                Result(x);
                break;
        }

        Add("cache marker", part.Cache is { } cache ? $"{_facts[^1].Value} {cache.Ttl ?? "-"}" : null);
    }

    private void Result(ToolResultPart result)
    {
        var call = _calls.IndexOf(result.CallId);
        foreach (var part in result.Content)
        {
            Add(part is ImagePart ? "image in a result" : "result", $"{call}: {(part as TextPart)?.Text ?? (part as ImagePart)?.Source.Data}");
        }

        Add("failed result", result.IsError ? call : null);
    }

    private void Tools(ChatRequest request)
    {
        foreach (var tool in request.Tools)
        {
            Add("tool", $"{tool.Name}: {tool.Description}");
            Add("schema of a tool", $"{tool.Name} {Schema(tool.Parameters)}");
            Add("strict tool", tool.Strict == true ? tool.Name : null);
        }

        // To demand the only tool that there is says the same as to name it.
        var choice = request.ToolChoice is { Kind: ToolChoiceKind.Required } && request.Tools.Count == 1 ? new(ToolChoiceKind.Named, request.Tools[0].Name) : request.ToolChoice;
        Add("tool choice", choice is { Kind: not ToolChoiceKind.Auto } ? $"{choice.Kind} {choice.Name}" : null);
        Add("no parallel calls", request.ParallelToolCalls == false ? "" : null);
    }

    private void Output(OutputFormat? output)
    {
        if (output is null)
        {
            return;
        }

        Add("output schema", output.Schema is { } schema ? Json(schema.GetRawText()) : "any object");
        Add("name of the output schema", output.Name);
        Add("description of the output schema", output.Description);
        Add("strict output schema", output.Strict == true ? "" : null);
    }

    private void Reasoning(ReasoningRequest? reasoning)
    {
        Add("thinking effort", reasoning?.ToEffort());
        Add("thinking budget", reasoning?.BudgetTokens);
        Add("thoughts shown", reasoning?.ShowsThoughts);
        Add("thinking summary", reasoning?.Summary is "auto" ? null : reasoning?.Summary);
    }

    private void Numbers(ChatRequest request)
    {
        Add("stream", request.Stream ? "" : null);
        Add("output cap", request.MaxOutputTokens);
        Add("temperature", request.Sampling.Temperature);
        Add("top_p", request.Sampling.TopP);
        Add("top_k", request.Sampling.TopK);
        Add("seed", request.Sampling.Seed);
        Add("frequency penalty", request.Sampling.FrequencyPenalty);
        Add("presence penalty", request.Sampling.PresencePenalty);
        Add("log probabilities", request.Sampling.LogProbs == true ? "" : null);
        Add("number of log probabilities", request.Sampling.TopLogProbs);
        Add("logit bias", request.Sampling.LogitBias?.GetRawText());
        Add(request.ServiceTier is "default" ? "default service tier" : "service tier", request.ServiceTier);
        Add("end user", request.EndUser);
        request.Metadata.ForEach(x => Add("metadata", $"{x.Key}={x.Value}"));
        request.Stop.ForEach(x => Add("stop sequence", x));
    }

    // A tool without parameters and one with none of its object are the same tool.
    private static string Schema(JsonElement? parameters) =>
        Json(parameters?.GetRawText() ?? "{}") is var json && json is "{}" or """{"type":"object"}""" ? """{"type":"object","properties":{}}""" : json;

    private static string Json(string text) => JsonNode.Parse(text.Length == 0 ? "{}" : text)!.ToJsonString();
}
