using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>A call of a tool whose arguments come in pieces; known still when it has ended, as vendors may name it again.</summary>
/// <param name="number">The vendor's own.</param>
/// <param name="id">Null where the vendor gave it none.</param>
/// <param name="part">Index of the answer's part.</param>
internal sealed class StreamedCall(long number, string? id, int part)
{
    private readonly TextPieces _pieces = new();
    private JsonExtent _extent;
    private bool _isCustom;

    public long Number => number;

    public string? Id => id;

    /// <summary>A piece of it came.</summary>
    public bool HasPieces { get; private set; }

    /// <summary>Its arguments are whole: it may end, and does when something else comes.</summary>
    public bool IsComplete => _extent.IsComplete;

    public bool HasEnded { get; private set; }

    /// <summary>A piece of its arguments: raw bytes of a JSON string.</summary>
    /// <returns>False when it has ended, and this is not white space.</returns>
    public bool Tell(ReadOnlySpan<byte> raw, bool isEscaped, IAnswerSink sink)
    {
        HasPieces |= !raw.IsEmpty;
        return Tell(_pieces.Take(raw, isEscaped), sink);
    }

    /// <summary>Arguments that are an object rather than its text.</summary>
    public bool TellObject(ReadOnlySpan<byte> json, IAnswerSink sink) => Tell(_pieces.Take(json, escaped: false), sink);

    /// <summary>
    /// A piece of the plain text that is a custom tool's input: raw bytes of a JSON string, told as the argument <c>input</c>, in which
    /// they are spelled alike.
    /// </summary>
    public bool TellInput(ReadOnlySpan<byte> raw, IAnswerSink sink)
    {
        if (HasEnded)
        {
            return raw.IsEmpty;
        }

        HasPieces |= !raw.IsEmpty;
        if (!_isCustom)
        {
            _isCustom = true;
            sink.Delta(part, "{\"input\":\""u8);
        }

        // Nothing in it tells where it ends.
        if (_pieces.Take(raw, escaped: false) is { IsEmpty: false } text)
        {
            sink.Delta(part, text);
        }

        return true;
    }

    public void Sign(string signature, IAnswerSink sink) => sink.Sign(part, signature);

    public void End(IAnswerSink sink)
    {
        if (HasEnded)
        {
            return;
        }

        HasEnded = true;
        if (_isCustom)
        {
            sink.Delta(part, "\"}"u8);
        }

        sink.EndPart(part);
    }

    private bool Tell(ReadOnlySpan<byte> text, IAnswerSink sink)
    {
        if (HasEnded)
        {
            return text.Trim(" \t\r\n"u8).IsEmpty;
        }

        if (!text.IsEmpty)
        {
            _extent.Take(text);
            sink.Delta(part, text);
        }

        return true;
    }
}
