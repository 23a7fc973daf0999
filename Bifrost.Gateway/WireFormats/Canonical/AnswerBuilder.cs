using System.Buffers;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>Puts a whole answer together from what a reader tells.</summary>
internal sealed class AnswerBuilder : IAnswerSink
{
    private readonly List<Building> _parts = [];

    /// <summary>What has been told so far; complete once every part has ended.</summary>
    public ChatAnswer Answer { get; } = new();

    public void Start(string? id, string? model, string? serviceTier)
    {
        Answer.Id = id;
        Answer.Model = model;
        Answer.ServiceTier = serviceTier;
    }

    public void BeginPart(in AnswerPart part) => _parts.Add(new Building(part));

    public void Delta(int index, ReadOnlySpan<byte> text) => Find(index)?.Text.Write(text);

    public void Sign(int index, string signature)
    {
        if (Find(index) is { } part)
        {
            part.Signature = signature;
        }
    }

    public void Cite(int index, Citation citation) => Find(index)?.Citations.Add(citation);

    public void LogProbs(JsonElement tokens)
    {
        foreach (var token in tokens.EnumerateArray())
        {
            Answer.LogProbs.Add(token.Clone());
        }
    }

    public void EndPart(int index)
    {
        // All that came before the build belongs to it.
    }

    public void Usage(in TokenUsage usage) => Answer.Usage = usage;

    public void Finish(FinishReason reason, string? stopSequence)
    {
        Answer.Finish = reason;
        Answer.StopSequence = stopSequence;
    }

    public void Fail(string? code, string message) => Answer.Failure ??= (code, message);

    /// <summary>The answer with its parts, in the order in which they began.</summary>
    public ChatAnswer Build()
    {
        foreach (var part in _parts)
        {
            Answer.Parts.Add(part.ToPart());
        }

        _parts.Clear();
        return Answer;
    }

    // From the end, since the last part goes on; and without a closure, which each piece would pay for.
    private Building? Find(int index)
    {
        for (var i = _parts.Count - 1; i >= 0; i--)
        {
            if (_parts[i].Head.Index == index)
            {
                return _parts[i];
            }
        }

        return null;
    }

    private sealed class Building(AnswerPart head)
    {
        public AnswerPart Head => head;

        public ArrayBufferWriter<byte> Text { get; } = new();

        public List<Citation> Citations { get; } = [];

        public string? Signature { get; set; }

        public ContentPart ToPart()
        {
            var text = Encoding.UTF8.GetString(Text.WrittenSpan);
            switch (head.Kind)
            {
                case AnswerPartKind.Thinking:
                    return new ThinkingPart(text) { Signature = Signature, Id = head.Id };
                case AnswerPartKind.RedactedThinking:
                    return new RedactedThinkingPart(head.Data ?? text) { Id = head.Id };
                case AnswerPartKind.ToolCall:
                    return new ToolCallPart(head.Id ?? "", head.Name ?? "", text) { Signature = Signature };
                case AnswerPartKind.Refusal:
                    return new RefusalPart(text);
                case AnswerPartKind.Image:
                    return new ImagePart(MediaSource.OfData(text, head.Data));
                case AnswerPartKind.Audio:
                    return new AudioPart(MediaSource.OfData(text, head.Data)) { Id = head.Id };
                default:
                    var part = new TextPart(text);
                    part.Citations.AddRange(Citations);
                    return part;
            }
        }
    }
}
