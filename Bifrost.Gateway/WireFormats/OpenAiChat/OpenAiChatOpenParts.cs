using System.Buffers;
using System.Text;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>
/// The parts of a streamed answer as a writer of chunks needs them. Kept are the parts that are open, and of these only the texts of
/// redacted thoughts and of images, which the dialect has whole or not at all.
/// </summary>
internal sealed class OpenAiChatOpenParts
{
    private readonly Dictionary<int, Open> _open = [];
    private int _calls;

    public bool HasRefusal { get; private set; }

    public void Begin(in AnswerPart part)
    {
        HasRefusal |= part.Kind == AnswerPartKind.Refusal;
        var isWhole = part.Kind is AnswerPartKind.RedactedThinking or AnswerPartKind.Image;
        _open[part.Index] = new Open(part, part.Kind == AnswerPartKind.ToolCall ? _calls++ : 0, isWhole ? new ArrayBufferWriter<byte>() : null);
    }

    public AnswerPart Of(int index) => _open.TryGetValue(index, out var open) ? open.Part : new AnswerPart(index, AnswerPartKind.Text);

    /// <summary>Which of the answer's calls it is, from 0.</summary>
    public int CallOf(int index) => _open.TryGetValue(index, out var open) ? open.Call : 0;

    /// <summary>A piece came.</summary>
    public bool HasText(int index) => _open.TryGetValue(index, out var open) && open.HasText;

    /// <summary>Keeps the piece of a part that has to be whole; false for a part that goes on in pieces.</summary>
    public bool Gathers(int index, ReadOnlySpan<byte> text)
    {
        if (!_open.TryGetValue(index, out var open))
        {
            return false;
        }

        open.HasText = true;
        open.Text?.Write(text);
        return open.Text is not null;
    }

    /// <summary>All that was kept of a part; for redacted thoughts what they began with.</summary>
    public string Gathered(int index) =>
        !_open.TryGetValue(index, out var open) || open.Text is null ? ""
        : open.Text.WrittenCount == 0 && open.Part.Kind == AnswerPartKind.RedactedThinking ? open.Part.Data ?? ""
        : Encoding.UTF8.GetString(open.Text.WrittenSpan);

    public void End(int index) => _open.Remove(index);

    private sealed class Open(AnswerPart part, int call, ArrayBufferWriter<byte>? text)
    {
        public AnswerPart Part => part;

        public int Call => call;

        public ArrayBufferWriter<byte>? Text => text;

        public bool HasText { get; set; }
    }
}
