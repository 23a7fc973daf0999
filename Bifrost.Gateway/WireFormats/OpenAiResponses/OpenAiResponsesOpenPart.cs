using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>
/// A part that a writer of events is in. Its text is kept, as the dialect says it once more when the part, its item and the response
/// are done: it is as long as the answer, and no longer.
/// </summary>
/// <param name="head">What it is.</param>
/// <param name="item">The item that it belongs to.</param>
/// <param name="outputIndex">Of the item.</param>
internal sealed class OpenAiResponsesOpenPart(AnswerPart head, OpenAiResponsesItem item, int outputIndex)
{
    private readonly AnswerBuilder _builder = new();
    private readonly CustomInputPieces? _input = item.Tool is { Kind: CallerToolKind.Custom } ? new() : null;

    public AnswerPart Head => head;

    public OpenAiResponsesItem Item => item;

    public int OutputIndex => outputIndex;

    /// <summary>Of a message's part.</summary>
    public int ContentIndex { get; init; }

    /// <summary>Sources told so far.</summary>
    public int Citations { get; set; }

    public bool HasText { get; private set; }

    public IAnswerSink Text => _builder;

    public void Begin() => _builder.BeginPart(head);

    /// <summary>Keeps the next piece.</summary>
    /// <returns>What the caller is told of it: of a call whose input is plain text to the caller, that text alone.</returns>
    public ReadOnlySpan<byte> Add(ReadOnlySpan<byte> text)
    {
        HasText |= !text.IsEmpty;
        _builder.Delta(head.Index, text);
        return _input is null ? text : _input.Take(text);
    }

    /// <summary>What is left to tell the caller where a model gave other arguments than it was told to; else empty.</summary>
    public string Rest() => _input?.Rest() ?? "";

    /// <summary>The whole part; it goes into its item.</summary>
    public ContentPart End()
    {
        var part = _builder.Build().Parts[0];
        item.Parts.Add(part);
        return part;
    }
}
