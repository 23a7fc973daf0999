using System.Buffers;
using System.Runtime.CompilerServices;
using Bifrost.Domain.Governance;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// A provider's stream as its caller's dialect has it. Lies over the tap, which meters, pays and settles what the provider sends:
/// each of its units is translated as soon as it is complete, and the end is written only after the settlement.
/// </summary>
/// <param name="tap">The provider's bytes.</param>
/// <param name="meter">Of the tap: says why the gateway ended the stream.</param>
/// <param name="reader">Reads the provider's units.</param>
/// <param name="newWriter">Makes the writer of the caller's events.</param>
/// <param name="key">An error that quotes it is not passed on in the provider's words.</param>
internal sealed class TranslatedStream(Stream tap, TranslatedMeter meter, IAnswerReader reader, Func<IBufferWriter<byte>, IAnswerWriter> newWriter, ProviderKeySnapshot key) : ForwardOnlyStream
{
    private const int FirstBuffer = 16 * 1024;

    private readonly ArrayBufferWriter<byte> _out = new(4096);
    private UnitScanner _scanner = new(meter.Framing);
    private IAnswerWriter? _writer;
    private byte[]? _in;
    private int _unit;
    private int _scanned;
    private int _end;
    private int _taken;
    private bool _ended;

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_taken == _out.WrittenCount && !_ended)
        {
            _out.ResetWrittenCount();
            _taken = 0;
            if (buffer.IsEmpty)
            {
                return await tap.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }

            MakeRoom();
            var count = await tap.ReadAsync(_in.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            _end += count;
            Translate(atEnd: count == 0);
        }

        var given = Math.Min(buffer.Length, _out.WrittenCount - _taken);
        _out.WrittenSpan.Slice(_taken, given).CopyTo(buffer.Span);
        _taken += given;
        return given;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            tap.Dispose();
            if (Interlocked.Exchange(ref _in, null) is { } bytes)
            {
                LargeBuffers.Return(bytes);
            }
        }

        base.Dispose(disposing);
    }

    private void Translate(bool atEnd)
    {
        _writer ??= newWriter(_out);
        while (_scanned < _end)
        {
            var complete = _scanner.TryFindEnd(_in.AsSpan(_scanned, _end - _scanned), out var consumed);
            _scanned += consumed;
            if (!complete)
            {
                break;
            }

            Translate(_in.AsSpan(_unit, _scanned - _unit), _writer);
            _unit = _scanned;
        }

        if (atEnd)
        {
            End(_writer);
        }
        else if (_unit == _end)
        {
            _unit = _scanned = _end = 0;
        }
    }

    private void End(IAnswerWriter writer)
    {
        _ended = true;
        if (_unit < _end)
        {
            // The last unit may lack its end.
            Translate(_in.AsSpan(_unit, _end - _unit), writer);
        }

        if (meter.Failure is { } failure)
        {
            writer.Fail(failure.Code, failure.Message);
        }
        else if (!meter.Response.ErrorSeen)
        {
            writer.Complete();
        }
        else if (meter.Response.ErrorCode == MeteredResponse.Unreadable)
        {
            // Where the reader of the caller's events has found nothing wrong with it: a stream never ends without a word.
            writer.Fail(MeteredResponse.Unreadable, "The provider sent an event that cannot be read.");
        }
    }

    private void Translate(ReadOnlySpan<byte> unit, IAnswerWriter writer)
    {
        if (meter.Response.ErrorSeen && ErrorObject.Quotes(unit, key))
        {
            writer.Fail("upstream_error", "The provider failed within its answer.");
            return;
        }

        _ = reader.Read(unit, writer);
    }

    private void MakeRoom()
    {
        if (_in is null)
        {
            _in = LargeBuffers.Rent(FirstBuffer);
            return;
        }

        if (_end < _in.Length)
        {
            return;
        }

        var kept = _end - _unit;
        var target = kept > _in.Length / 2 ? LargeBuffers.Rent(_in.Length * 2) : _in;
        _in.AsSpan(_unit, kept).CopyTo(target);
        if (target != _in)
        {
            LargeBuffers.Return(_in);
            _in = target;
        }

        _scanned -= _unit;
        _end = kept;
        _unit = 0;
    }
}
