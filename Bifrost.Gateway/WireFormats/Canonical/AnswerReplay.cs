using System.Text;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>Tells a whole answer to a sink, part after part: for callers of a stream whose provider answered in one piece.</summary>
internal static class AnswerReplay
{
    public static void Play(ChatAnswer answer, IAnswerSink sink)
    {
        sink.Start(answer.Id, answer.Model, answer.ServiceTier);
        for (var i = 0; i < answer.Parts.Count; i++)
        {
            Play(i, answer.Parts[i], sink);
        }

        foreach (var token in answer.LogProbs)
        {
            using var list = System.Text.Json.JsonDocument.Parse($"[{token.GetRawText()}]");
            sink.LogProbs(list.RootElement);
        }

        sink.Finish(answer.Finish, answer.StopSequence);
        if (answer.Usage is { } usage)
        {
            sink.Usage(usage);
        }
    }

    private static void Play(int index, ContentPart part, IAnswerSink sink)
    {
        var (head, text) = Head(index, part);
        sink.BeginPart(head);
        if (text.Length > 0)
        {
            sink.Delta(index, Encoding.UTF8.GetBytes(text));
        }

        if (part is TextPart { Citations: var citations })
        {
            citations.ForEach(x => sink.Cite(index, x));
        }

        if (((part as ThinkingPart)?.Signature ?? (part as ToolCallPart)?.Signature) is { } signature)
        {
            sink.Sign(index, signature);
        }

        sink.EndPart(index);
    }

    private static (AnswerPart Head, string Text) Head(int index, ContentPart part) => part switch
    {
        ThinkingPart x => (new(index, AnswerPartKind.Thinking) { Id = x.Id }, x.Text),
        RedactedThinkingPart x => (new(index, AnswerPartKind.RedactedThinking) { Id = x.Id, Data = x.Data }, ""),
        ToolCallPart x => (new(index, AnswerPartKind.ToolCall) { Id = x.Id, Name = x.Name }, x.Arguments),
        RefusalPart x => (new(index, AnswerPartKind.Refusal), x.Text),
        ImagePart x => (new(index, AnswerPartKind.Image) { Data = x.Source.MediaType }, x.Source.Data ?? ""),
        AudioPart x => (new(index, AnswerPartKind.Audio) { Data = x.Source.MediaType, Id = x.Id }, x.Source.Data ?? ""),
        TextPart x => (new(index, AnswerPartKind.Text), x.Text),
        _ => (new(index, AnswerPartKind.Text), ""),
    };
}
