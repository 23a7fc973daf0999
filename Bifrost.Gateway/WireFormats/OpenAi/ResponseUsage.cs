using System.Buffers;
using System.Text.Json;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// Reads usage, model, tier and error from a JSON response while it passes, in any chunks and with bounded memory:
/// of the whole body it keeps the few top-level values that it reads, at most <see cref="MaxKept"/> bytes each.
/// </summary>
internal sealed partial class ResponseUsage(MeteredResponse response) : IDisposable
{
    /// <summary>Largest value kept; a larger <c>usage</c> counts as absent.</summary>
    public const int MaxKept = 16 * 1024;

    private const int LongestName = 32;

    private readonly UnitReader? _units = response.Unit == BilledUnit.None ? null : new UnitReader(response);
    private JsonScanner _scanner = null!;
    private byte[] _name = null!;
    private bool _isWhole;
    private int _nameLength;
    private byte[]? _kept;
    private int _keptLength;
    private KeptField _keptField;
    private bool _keeping;
    private bool _inOutput;
    private bool _isOutputText;

    /// <summary>The JSON document is complete and well-formed.</summary>
    public bool IsComplete => _isWhole || _scanner is { IsComplete: true };

    /// <summary>The bytes are not JSON.</summary>
    public bool IsMalformed => _scanner is { IsMalformed: true };

    /// <summary>Read whole, it is one JSON object and nothing else.</summary>
    public bool IsOneObject { get; private set; }

    /// <summary>A choice, or an item of output, has begun. Not looked for in a whole body that reports usage.</summary>
    public bool HasAnswer { get; private set; }

    /// <summary>A <c>usage</c> other than <c>null</c> has been read; of the latest document where there are several.</summary>
    public bool HasUsage { get; private set; }

    /// <summary>What was read so far.</summary>
    public MeteredResponse Response => response;

    /// <summary>What comes next is another document of the same answer.</summary>
    public void Restart()
    {
        (_scanner, HasUsage, _isWhole, _nameLength) = (new JsonScanner(), false, false, 0);
        (_keeping, _inOutput, _isOutputText) = (false, false, false);
        _units?.Restart();
    }

    /// <summary>
    /// Takes the whole body at once. Where it reports usage the text is not looked at: there is nothing to estimate.
    /// Never throws on any bytes.
    /// </summary>
    public void ReadWhole(ReadOnlySpan<byte> body)
    {
        _isWhole = TryReadWhole(body) && response.Usage is not null;
        var length = _isWhole ? body.Length : Append(body);
        IsOneObject = _isWhole || (IsComplete && body.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] && body[length..].Trim(" \t\r\n"u8).IsEmpty);
    }

    /// <summary>Takes the next bytes of the body. Never throws on any bytes.</summary>
    /// <returns>How many of them belong to the document: what follows its end does not.</returns>
    public int Append(ReadOnlySpan<byte> chunk)
    {
        _scanner ??= new JsonScanner();
        _name ??= new byte[LongestName];
        var position = 0;
        while (position < chunk.Length && !_scanner.IsComplete && !_scanner.IsMalformed)
        {
            var start = position;
            var stop = _scanner.Next(chunk, ref position);
            if (_keeping)
            {
                Keep(chunk[start..position]);
            }

            switch (stop)
            {
                case JsonStop.ValueStart:
                    StartValue();
                    break;
                case JsonStop.Text when _scanner.TextIsName:
                    AppendName(chunk, start, position);
                    break;
                case JsonStop.Text when _isOutputText:
                    AppendOutput(chunk[start..position]);
                    break;
                case JsonStop.ValueEnd:
                    EndValue();
                    break;
                default:
                    break;
            }
        }

        return position;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _kept, null) is { } kept)
        {
            ArrayPool<byte>.Shared.Return(kept);
        }

        response.Dispose();
    }

    private bool TryReadWhole(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonScanner.MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var keeps = IsKept(reader.ValueSpan);
                reader.Read();
                if (keeps)
                {
                    ReadField(ref reader);
                }

                // Nothing is left of a value that was read.
                reader.Skip();
            }

            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void StartValue()
    {
        var named = _scanner.InObject && _nameLength <= LongestName;
        var name = named ? _name.AsSpan(0, _nameLength) : default;

        if (_scanner.Depth == 1)
        {
            _keeping = IsKept(name);
            _keptLength = 0;
            _units?.BeginField(name);
            _inOutput = name.SequenceEqual("choices"u8) || name.SequenceEqual("output"u8);
            _isOutputText = name.SequenceEqual("text"u8);
        }
        else if (_scanner.InObject)
        {
            _isOutputText = _inOutput && OutputField.IsText(name);
        }

        HasAnswer |= _inOutput && _scanner.Depth == 2;
        if (_units is not null && _scanner.Depth == 2)
        {
            _units.BeginElement(!_scanner.InObject);
        }

        _isOutputText &= _scanner.ValueFirstByte == (byte)'"' && _scanner.InObject;
        // Inside an array there is no name to go by; the next object brings its own.
        _nameLength = 0;
    }

    /// <summary>Text stops carry the opening quote of their string when both lie in one chunk.</summary>
    private void AppendName(ReadOnlySpan<byte> chunk, int start, int end)
    {
        var piece = chunk[start..end];
        var quote = piece.LastIndexOf((byte)'"');
        piece = quote < 0 ? piece : piece[(quote + 1)..];
        if (quote >= 0)
        {
            _nameLength = 0;
        }

        if (_nameLength + piece.Length <= LongestName)
        {
            piece.CopyTo(_name.AsSpan(_nameLength));
        }

        _nameLength = Math.Min(_nameLength + piece.Length, LongestName + 1);
    }

    /// <summary>Escapes stay as they are spelled: one may be cut by a chunk, and this text is only counted.</summary>
    private void AppendOutput(ReadOnlySpan<byte> piece)
    {
        piece = piece is [(byte)'"', ..] ? piece[1..] : piece;
        response.ContentSeen |= !piece.IsEmpty;
        response.Output.Append(piece, escaped: false);
    }

    private void EndValue()
    {
        _isOutputText = false;
        if (_scanner.Depth == 1 && _keeping)
        {
            _keeping = false;
            ReadKept();
        }
    }
}
