using System.Globalization;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>A canonical request as lines, for comparing.</summary>
internal static class RequestText
{
    public static string[] Of(ChatRequest request)
    {
        var lines = new List<string> { $"model {request.Model} stream {request.Stream} unbounded {request.IsUnbounded}" };
        foreach (var message in request.Messages)
        {
            lines.Add($"{message.Role}{(message.Name is null ? "" : " " + message.Name)}");
            lines.AddRange(message.Parts.SelectMany(x => Of(x, "  ")));
        }

        lines.AddRange(request.Tools.Select(x => $"tool {x.Name} {x.Description ?? "-"} {Of(x.Parameters)} strict={x.Strict} native={Of(x.Native)}"));
        Add(lines, "choice", request.ToolChoice is { } choice ? $"{choice.Kind} {choice.Name}" : null);
        Add(lines, "parallel", request.ParallelToolCalls);
        Add(lines, "output", request.Output is { } output ? Of(output.Schema) : null);
        Add(lines, "reasoning", request.Reasoning is { } x ? $"{x.Enabled}|{x.Effort}|{x.BudgetTokens}|{x.ShowsThoughts}" : null);
        var s = request.Sampling;
        Add(lines, "sampling", string.Create(CultureInfo.InvariantCulture, $"{s.Temperature}|{s.TopP}|{s.TopK}|{s.FrequencyPenalty}|{s.PresencePenalty}|{s.Seed}|{s.Choices}|{s.LogProbs}|{s.TopLogProbs}"));
        Add(lines, "max", request.MaxOutputTokens);
        Add(lines, "stop", request.Stop.Count == 0 ? null : string.Join(',', request.Stop));
        lines.AddRange(request.Others.Select(x => $"other {x.Key} {x.Value.GetRawText()}"));
        return [.. lines];
    }

    private static IEnumerable<string> Of(ContentPart part, string indent) => part switch
    {
        TextPart x => [$"{indent}text {x.Text}"],
        ImagePart x => [$"{indent}image {Of(x.Source)}"],
        FilePart x => [$"{indent}file {Of(x.Source)} {x.Name}"],
        AudioPart x => [$"{indent}audio {Of(x.Source)}"],
        ToolCallPart x => [$"{indent}call {x.Id} {x.Name} {x.Arguments} sig={x.Signature ?? "-"}"],
        ToolResultPart x => [$"{indent}result {x.CallId} {x.Name} error={x.IsError}", .. x.Content.SelectMany(y => Of(y, indent + "  "))],
        ThinkingPart x => [$"{indent}thought {x.Text} sig={x.Signature ?? "-"}"],
        RedactedThinkingPart x => [$"{indent}redacted {x.Data}"],
        RefusalPart x => [$"{indent}refusal {x.Text}"],
        _ => [$"{indent}?"],
    };

    private static string Of(MediaSource x) => $"{x.Url}|{x.Data}|{x.Text}|{x.FileId}|{x.MediaType}";

    private static string Of(JsonElement? x) => x?.GetRawText() ?? "-";

    private static void Add(List<string> lines, string name, object? value)
    {
        if (value is not null && value is not "||||||||")
        {
            lines.Add($"{name} {value}");
        }
    }
}
