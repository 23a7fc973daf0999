using System.Buffers;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Exchanges;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// Prompt and answer of one exchange, for a key whose content capture is on. Both are bounded, and both are sealed for
/// their place in the database before they leave this object, so that no journal ever holds them in plain text.
/// Thread-safe: a tap may be disposed while it reads.
/// </summary>
internal sealed class ContentCapture : IDisposable
{
    /// <summary>Longer prompts and answers are cut off here.</summary>
    public const int MostBytes = 256 * 1024;

    private const int FirstBuffer = 4 * 1024;

    private readonly Lock _gate = new();
    private readonly SecretProtector _protector;
    private readonly CapturedContent _content;
    private byte[] _answer = [];
    private int _length;
    private bool _closed;

    private ContentCapture(Exchange exchange, int days, SecretProtector protector)
    {
        var id = exchange.Record.Id;
        var request = exchange.Body!.Bytes.Span;
        _protector = protector;
        _content = new CapturedContent
        {
            RecordId = id,
            ExpiresAt = exchange.Record.Time.AddDays(days),
            Truncated = request.Length > MostBytes,
            EncryptedRequest = protector.Protect(request[..Math.Min(request.Length, MostBytes)], CapturedContent.RequestPlace(id)),
        };
    }

    /// <summary>Null, at the price of one comparison, for a key without capture.</summary>
    public static ContentCapture? Begin(Exchange exchange, SecretProtector protector) =>
        exchange.Key?.CaptureContentDays is { } days ? new ContentCapture(exchange, days, protector) : null;

    /// <summary>Takes a copy of bytes that go to the caller; nothing more after <see cref="Seal"/>.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_closed || bytes.IsEmpty)
            {
                return;
            }

            var kept = Math.Min(bytes.Length, MostBytes - _length);
            _content.Truncated |= kept < bytes.Length;
            MakeRoom(_length + kept);
            bytes[..kept].CopyTo(_answer.AsSpan(_length));
            _length += kept;
        }
    }

    /// <summary>Ends the capture: what is kept, encrypted.</summary>
    public CapturedContent Seal()
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _content.EncryptedResponse = _length == 0 ? null : _protector.Protect(_answer.AsSpan(0, _length), CapturedContent.ResponsePlace(_content.RecordId));
                Close();
            }

            return _content;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Close();
        }
    }

    private void Close()
    {
        _closed = true;
        Return(_answer);
        _answer = [];
        _length = 0;
    }

    private void MakeRoom(int length)
    {
        if (length <= _answer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBuffer, Math.Min(MostBytes, Math.Max(length, _answer.Length * 2))));
        _answer.AsSpan(0, _length).CopyTo(larger);
        Return(_answer);
        _answer = larger;
    }

    // Other requests rent from the same pool: they find no answer of this one.
    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
