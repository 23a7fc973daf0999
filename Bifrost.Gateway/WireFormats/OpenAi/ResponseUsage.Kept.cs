using System.Buffers;
using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <content>The few top-level values that are kept and read.</content>
internal sealed partial class ResponseUsage
{
    private void Keep(ReadOnlySpan<byte> piece)
    {
        _kept ??= ArrayPool<byte>.Shared.Rent(MaxKept);
        if (_keptLength + piece.Length <= MaxKept)
        {
            piece.CopyTo(_kept.AsSpan(_keptLength));
            _keptLength += piece.Length;
        }
        else
        {
            _keeping = false;
        }
    }

    private void ReadKept()
    {
        try
        {
            var reader = new Utf8JsonReader(_kept.AsSpan(0, _keptLength), new JsonReaderOptions { MaxDepth = 256 });
            reader.Read();
            ReadField(ref reader);
        }
        catch (JsonException)
        {
            // The structure was sound, so a number is misspelled: no usage that could be trusted.
        }
    }

    private void ReadField(ref Utf8JsonReader reader)
    {
        switch (_keptField)
        {
            case KeptField.Usage:
                HasUsage |= reader.TokenType != JsonTokenType.Null;
                response.ReadUsage(ref reader);
                break;
            case KeptField.Model: response.ReadModel(ref reader); break;
            case KeptField.ServiceTier: response.ReadServiceTier(ref reader); break;
            case KeptField.Unit: _units!.Read(ref reader); break;
            default: response.ReadError(ref reader); break;
        }
    }

    private bool IsKept(ReadOnlySpan<byte> name)
    {
        _keptField = name switch
        {
            _ when name.SequenceEqual("usage"u8) => KeptField.Usage,
            _ when name.SequenceEqual("model"u8) => KeptField.Model,
            _ when name.SequenceEqual("service_tier"u8) => KeptField.ServiceTier,
            _ when name.SequenceEqual("error"u8) => KeptField.Error,
            _ => _units?.Keeps(name) == true ? KeptField.Unit : KeptField.None,
        };
        return _keptField != KeptField.None;
    }
}
