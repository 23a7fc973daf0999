using System.Globalization;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>An item of the output: one thought, one call, one image, or a message of the words that stand together.</summary>
/// <param name="id">Of the item.</param>
/// <param name="tool">How the caller knows the tool that it calls; null for a plain function, and for everything else.</param>
internal sealed class OpenAiResponsesItem(string id, CallerTool? tool = null)
{
    public string Id => id;

    public CallerTool? Tool => tool;

    public List<ContentPart> Parts { get; } = [];

    /// <summary>Whether a part goes into a message.</summary>
    public static bool IsSaid(AnswerPartKind kind) => kind is AnswerPartKind.Text or AnswerPartKind.Refusal;

    /// <summary>An item's id: the kind's prefix, the answer's own id and the item's place.</summary>
    public static string IdOf(AnswerPartKind kind, string answerId, int place, CallerTool? tool = null)
    {
        var prefix = kind switch
        {
            AnswerPartKind.ToolCall => tool?.Kind switch { CallerToolKind.Custom => "ctc", CallerToolKind.Search => "tsc", _ => "fc" },
            AnswerPartKind.Thinking or AnswerPartKind.RedactedThinking => "rs",
            AnswerPartKind.Image => "ig",
            _ => "msg",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}_{answerId}_{place}");
    }

    /// <summary>The response's id for callers, who may know it by its prefix.</summary>
    public static string ResponseId(string id) => id.StartsWith("resp_", StringComparison.Ordinal) ? id : $"resp_{id}";

    /// <summary>The items of a whole answer.</summary>
    /// <param name="parts">Of the answer.</param>
    /// <param name="answerId">For the items' own ids.</param>
    /// <param name="frame">How the caller knows its tools.</param>
    public static List<OpenAiResponsesItem> Group(List<ContentPart> parts, string answerId, AnswerFrame frame)
    {
        var items = new List<OpenAiResponsesItem>();
        AnswerPartKind? last = null;
        foreach (var part in parts)
        {
            if (KindOf(part) is not { } kind)
            {
                continue;
            }

            if (last is not { } before || !IsSaid(kind) || !IsSaid(before))
            {
                var tool = frame.ToolOf((part as ToolCallPart)?.Name);
                items.Add(new OpenAiResponsesItem(IdOf(kind, answerId, items.Count, tool), tool));
            }

            items[^1].Parts.Add(part);
            last = kind;
        }

        return items;
    }

    /// <summary>Null for audio, which this dialect does not speak.</summary>
    private static AnswerPartKind? KindOf(ContentPart part) => part switch
    {
        TextPart => AnswerPartKind.Text,
        RefusalPart => AnswerPartKind.Refusal,
        ThinkingPart => AnswerPartKind.Thinking,
        RedactedThinkingPart => AnswerPartKind.RedactedThinking,
        ToolCallPart => AnswerPartKind.ToolCall,
        ImagePart => AnswerPartKind.Image,
        _ => null,
    };
}
