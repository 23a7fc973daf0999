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

    /// <param name="part">Its head.</param>
    /// <param name="input">Of a call whose caller has its input as plain text.</param>
    public void Begin(in AnswerPart part, CustomInputPieces? input = null)
    {
        HasRefusal |= part.Kind == AnswerPartKind.Refusal;
        var isWhole = part.Kind is AnswerPartKind.RedactedThinking or AnswerPartKind.Image;
        _open[part.Index] = new Open(part, part.Kind == AnswerPartKind.ToolCall ? _calls++ : 0, isWhole ? new ArrayBufferWriter<byte>() : null) { Input = input };
    }

    public AnswerPart Of(int index) => _open.TryGetValue(index, out var open) ? open.Part : new AnswerPart(index, AnswerPartKind.Text);

    /// <summary>Which of the answer's calls it is, from 0.</summary>
    public int CallOf(int index) => _open.TryGetValue(index, out var open) ? open.Call : 0;

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

    /// <summary>The part is a call whose caller has its input as plain text.</summary>
    public bool IsInput(int index) => _open.TryGetValue(index, out var open) && open.Input is not null;

    /// <summary>What the caller is told of a piece: of such a call the input alone.</summary>
    public ReadOnlySpan<byte> Shown(int index, ReadOnlySpan<byte> text) => _open.TryGetValue(index, out var open) && open.Input is { } input ? input.Take(text) : text;

    /// <summary>What is left to tell of a call when it ends: an empty object where no arguments came, which clients parse as JSON.</summary>
    public string Rest(int index) => !_open.TryGetValue(index, out var open) ? "" : open.Input is { } input ? input.Rest() : open.HasText ? "" : "{}";

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

        public CustomInputPieces? Input { get; init; }

        public bool HasText { get; set; }
    }
}
