using System.Buffers;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// Generated text, kept only as long as it takes to count it, for the case that no usage comes. Text is not counted
/// while it streams: most providers report usage, and counting would cost more than forwarding. At most
/// <see cref="Capacity"/> bytes are held; a longer answer is counted piece by piece.
/// </summary>
/// <param name="estimator">Counts.</param>
/// <param name="encoding">The vocabulary to count with.</param>
/// <param name="isExact">That vocabulary is the model's own.</param>
internal sealed class OutputText(TokenEstimator estimator, TokenEncoding encoding, bool isExact = false) : IDisposable
{
    /// <summary>Bytes of text held at most: about four thousand tokens.</summary>
    public const int Capacity = 16 * 1024;

    private const int FirstCapacity = 1024;

    private byte[]? _buffer;
    private int _length;
    private long _counted;

    // Tokens of the first bytes for the bound, how many bytes those are, and where they end in the buffer.
    private long _bounded;
    private long _boundedBytes;
    private int _boundedEnd;

    /// <summary>Bytes of text seen.</summary>
    public long Bytes { get; private set; }

    /// <summary>Pieces of text seen: a provider that streams sends at least one token with each.</summary>
    public long Pieces { get; private set; }

    /// <summary>
    /// At least as many tokens as have come: those that <see cref="Tighten"/> has counted, and one for each byte since. Pieces that
    /// are counted apart are never fewer tokens than together.
    /// </summary>
    public long TokenBound => Math.Max(Pieces, _bounded + (Bytes - _boundedBytes));

    /// <summary>Whether a count would be one by the model's own vocabulary, loaded or not.</summary>
    public bool MayTighten => isExact && Bytes > _boundedBytes;

    /// <summary>Completes when <see cref="CountTokens"/> can count exactly.</summary>
    public Task LoadAsync() => Bytes == 0 ? Task.CompletedTask : estimator.LoadAsync(encoding);

    /// <summary>Takes the bytes of a JSON string, escapes and all.</summary>
    public void Append(ReadOnlySpan<byte> raw, bool escaped)
    {
        Pieces++;
        while (raw.Length > Capacity / 2)
        {
            // An escape cut in two is counted as two pieces of text: an estimate stands that.
            AppendPiece(raw[..(Capacity / 2)], escaped);
            raw = raw[(Capacity / 2)..];
        }

        AppendPiece(raw, escaped);
    }

    /// <summary>Tokens of all text so far; exact where the vocabulary was loaded in time.</summary>
    public long CountTokens() => _counted + (_length == 0 ? 0 : estimator.Count(_buffer.AsSpan(0, _length), encoding));

    /// <summary>Lowers <see cref="TokenBound"/> by counting what came since the last call; false where the vocabulary is not the model's own or not loaded.</summary>
    public bool Tighten()
    {
        if (!isExact || !estimator.IsLoaded(encoding))
        {
            return false;
        }

        CountTo(_length);
        return true;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            // Prompts and answers do not linger in a pool that other requests read from.
            buffer.AsSpan(0, _length).Clear();
            _length = 0;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void CountTo(int end)
    {
        var since = _buffer.AsSpan(_boundedEnd, end - _boundedEnd);
        _bounded += since.IsEmpty ? 0 : estimator.Count(since, encoding);
        _boundedBytes += since.Length;
        _boundedEnd = end;
    }

    private void AppendPiece(ReadOnlySpan<byte> raw, bool escaped)
    {
        Reserve(raw.Length);
        var target = _buffer.AsSpan(_length);
        int written;
        if (escaped)
        {
            written = JsonText.Unescape(raw, target);
        }
        else
        {
            raw.CopyTo(target);
            written = raw.Length;
        }

        _length += written;
        Bytes += written;
    }

    /// <summary>Text up to here goes: what of it was not counted for the bound stays one token a byte.</summary>
    private void LeaveUncounted(int cut)
    {
        var lost = Math.Max(0, cut - _boundedEnd);
        _bounded += lost;
        _boundedBytes += lost;
        _boundedEnd = Math.Max(_boundedEnd, cut) - cut;
    }

    private void Reserve(int count)
    {
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(FirstCapacity, count));
        }
        else if (_length + count > Capacity)
        {
            var cut = TokenEstimator.Cut(_buffer.AsSpan(0, _length), _length - 1);
            _counted += estimator.Count(_buffer.AsSpan(0, cut), encoding);
            LeaveUncounted(cut);
            _buffer.AsSpan(cut, _length - cut).CopyTo(_buffer);
            _length -= cut;
        }

        if (_length + count > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(Capacity * 2, Math.Max(_buffer.Length * 2, _length + count)));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            _buffer.AsSpan(0, _length).Clear();
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }
}
