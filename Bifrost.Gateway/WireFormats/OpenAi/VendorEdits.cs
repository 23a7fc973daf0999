using System.Text.Json;
using Bifrost.Gateway.Providers;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// What has to change in a body for a vendor that does not take all of OpenAI's fields. Found by a pass of its own over the
/// top level, which only such vendors' calls pay for.
/// </summary>
/// <param name="Dropped">Names of the fields that are taken out, in the body's order: what <c>x-bf-dropped-params</c> tells.</param>
/// <param name="Splices">The edits; in no order, never overlapping.</param>
internal sealed record VendorEdits(IReadOnlyList<string> Dropped, IReadOnlyList<Splice> Splices)
{
    public static VendorEdits None { get; } = new([], []);

    /// <summary>What <paramref name="quirks"/> change in a body.</summary>
    /// <param name="body">One that the scanner has accepted: a JSON object that names a model.</param>
    public static VendorEdits For(ReadOnlySpan<byte> body, ProviderQuirks quirks) => quirks.EditsBody ? new FieldWalk(body, quirks).Run() : None;

    private ref struct FieldWalk(ReadOnlySpan<byte> body, ProviderQuirks quirks)
    {
        private static readonly byte[] MaxTokens = "\"max_tokens\""u8.ToArray();

        private readonly List<string> _dropped = [];
        private readonly List<Splice> _splices = [];
        private Utf8JsonReader _reader = new(body, new JsonReaderOptions { MaxDepth = RequestScanner.MaxDepth });
        private JsonRange _newCap;
        private bool _hasOldCap;

        // Where the value of the last field that stays ends, and where one that goes began.
        private int _keptEnd;
        private int _droppedFrom = -1;

        public VendorEdits Run()
        {
            _reader.Read();
            while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadField((int)_reader.TokenStartIndex);
            }

            if (_droppedFrom >= 0)
            {
                // With the last fields the comma before them goes, up to the closing brace.
                var from = _keptEnd;
                _splices.RemoveAll(x => x.Offset >= from);
                _splices.Add(new Splice(from, (int)_reader.TokenStartIndex - from, default));
            }

            if (_newCap.IsPresent && !_hasOldCap && quirks.OutputCap == OutputCapName.MaxTokens)
            {
                _splices.Add(new Splice(_newCap.Start, _newCap.Length, MaxTokens));
            }

            return new VendorEdits(_dropped, _splices);
        }

        private void ReadField(int start)
        {
            if (_droppedFrom >= 0)
            {
                _splices.Add(new Splice(_droppedFrom, start - _droppedFrom, default));
                _droppedFrom = -1;
            }

            var name = RefusedName();
            _hasOldCap |= JsonText.Is(_reader, "max_tokens"u8);
            _newCap = JsonText.Is(_reader, "max_completion_tokens"u8) ? new JsonRange(start, _reader.ValueSpan.Length + 2) : _newCap;
            _reader.Skip();
            if (name is null)
            {
                _keptEnd = (int)_reader.BytesConsumed;
                return;
            }

            _droppedFrom = start;
            if (!_dropped.Contains(name))
            {
                _dropped.Add(name);
            }
        }

        private readonly string? RefusedName()
        {
            for (var i = 0; i < quirks.RefusedFields.Count; i++)
            {
                if (JsonText.Is(_reader, quirks.RefusedFields[i]))
                {
                    return quirks.RefusedFields[i];
                }
            }

            return null;
        }
    }
}
