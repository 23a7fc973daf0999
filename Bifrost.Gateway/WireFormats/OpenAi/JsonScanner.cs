using System.Buffers;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// Follows the structure of one JSON document over any chunk boundaries with constant memory: strings of any length
/// are skipped, not kept. Checks brackets, separators, strings and literals; not how numbers are spelled, nor UTF-8.
/// </summary>
internal sealed class JsonScanner
{
    /// <summary>Deepest nesting followed.</summary>
    public const int MaxDepth = 256;

    private static readonly SearchValues<byte> StringEnds = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, (byte)'"', (byte)'\\']);

    private static readonly SearchValues<byte> ScalarBytes = SearchValues.Create("0123456789+-.eEtrufalsn"u8);
    private static readonly SearchValues<byte> Blank = SearchValues.Create(" \t\r\n"u8);

    private readonly ulong[] _isObject = new ulong[MaxDepth / 64];
    private State _state = State.Value;
    private bool _announced;
    private int _escape;

    private enum State
    {
        Value,
        FirstValueOrEnd,
        Scalar,
        Text,
        FirstNameOrEnd,
        Name,
        NameText,
        Colon,
        CommaOrEnd,
        Done,
        Broken,
    }

    /// <summary>Open containers.</summary>
    public int Depth { get; private set; }

    /// <summary>The innermost open container is an object.</summary>
    public bool InObject => Depth > 0 && (_isObject[(Depth - 1) >> 6] >> ((Depth - 1) & 63) & 1) != 0;

    /// <summary>The last <see cref="JsonStop.Text"/> was a piece of a property's name.</summary>
    public bool TextIsName { get; private set; }

    /// <summary>The first byte of the value that <see cref="JsonStop.ValueStart"/> announced.</summary>
    public byte ValueFirstByte { get; private set; }

    public bool IsComplete => _state == State.Done;

    public bool IsMalformed => _state == State.Broken;

    /// <summary>Takes bytes up to the next thing worth knowing.</summary>
    /// <param name="bytes">The chunk.</param>
    /// <param name="position">Where to go on in it; moved past what was taken.</param>
    public JsonStop Next(ReadOnlySpan<byte> bytes, ref int position)
    {
        while (position < bytes.Length)
        {
            if (_state is State.Text or State.NameText)
            {
                if (TakeText(bytes, ref position) is { } stop)
                {
                    return stop;
                }

                continue;
            }

            if (_state == State.Scalar)
            {
                var length = bytes[position..].IndexOfAnyExcept(ScalarBytes);
                position = length < 0 ? bytes.Length : position + length;
                if (length < 0)
                {
                    break;
                }

                return EndValue();
            }

            var blank = bytes[position..].IndexOfAnyExcept(Blank);
            position = blank < 0 ? bytes.Length : position + blank;
            if (blank >= 0 && TakeStructure(bytes[position], ref position) is { } found)
            {
                return found;
            }
        }

        return JsonStop.NeedMore;
    }

    private JsonStop? TakeText(ReadOnlySpan<byte> bytes, ref int position)
    {
        if (_escape > 0)
        {
            var length = TakeEscape(bytes[position]);
            position++;
            return length ? TextStop() : Break();
        }

        var end = bytes[position..].IndexOfAny(StringEnds);
        if (end != 0)
        {
            position = end < 0 ? bytes.Length : position + end;
            return TextStop();
        }

        switch (bytes[position++])
        {
            case (byte)'\\':
                _escape = 1;
                return TextStop();
            case (byte)'"' when _state == State.Text:
                return EndValue();
            case (byte)'"':
                _state = State.Colon;
                return null;
            default:
                return Break();
        }
    }

    /// <summary>One byte of an escape; false when it cannot stand there.</summary>
    private bool TakeEscape(byte next)
    {
        if (_escape == 1)
        {
            _escape = next == (byte)'u' ? 2 : 0;
            return _escape == 2 || "\"\\/bfnrt"u8.Contains(next);
        }

        _escape = _escape == 5 ? 0 : _escape + 1;
        return char.IsAsciiHexDigit((char)next);
    }

    private JsonStop? TakeStructure(byte next, ref int position)
    {
        switch (_state)
        {
            case State.FirstValueOrEnd when next == (byte)']':
            case State.FirstNameOrEnd when next == (byte)'}':
                position++;
                return Close(next);
            case State.Value or State.FirstValueOrEnd when !_announced:
                _announced = true;
                ValueFirstByte = next;
                return JsonStop.ValueStart;
            case State.Value or State.FirstValueOrEnd:
                _announced = false;
                return Open(next, ref position);
            case State.FirstNameOrEnd or State.Name when next == (byte)'"':
                position++;
                _state = State.NameText;
                return null;
            case State.Colon when next == (byte)':':
                position++;
                _state = State.Value;
                return null;
            case State.CommaOrEnd when next == (byte)',':
                position++;
                _state = InObject ? State.Name : State.Value;
                return null;
            case State.CommaOrEnd when next is (byte)']' or (byte)'}':
                position++;
                return Close(next);
            default:
                return Break();
        }
    }

    private JsonStop? Open(byte next, ref int position)
    {
        if (next == (byte)'"')
        {
            position++;
            _state = State.Text;
            return null;
        }

        if (next is not ((byte)'{' or (byte)'['))
        {
            _state = State.Scalar;
            return next is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'t' or (byte)'f' or (byte)'n' ? null : Break();
        }

        if (Depth == MaxDepth)
        {
            return Break();
        }

        position++;
        var bit = 1UL << (Depth & 63);
        ref var word = ref _isObject[Depth >> 6];
        word = next == (byte)'{' ? word | bit : word & ~bit;
        Depth++;
        _state = next == (byte)'{' ? State.FirstNameOrEnd : State.FirstValueOrEnd;
        return null;
    }

    private JsonStop Close(byte next)
    {
        if (InObject != (next == (byte)'}'))
        {
            return Break();
        }

        Depth--;
        return EndValue();
    }

    private JsonStop EndValue()
    {
        _state = Depth == 0 ? State.Done : State.CommaOrEnd;
        return Depth == 0 ? JsonStop.Complete : JsonStop.ValueEnd;
    }

    private JsonStop TextStop()
    {
        TextIsName = _state == State.NameText;
        return JsonStop.Text;
    }

    private JsonStop Break()
    {
        _state = State.Broken;
        return JsonStop.Malformed;
    }
}
