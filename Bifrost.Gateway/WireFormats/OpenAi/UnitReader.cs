using System.Text.Json;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>Notes what an answer says, or shows, that it is billed by beside tokens: top-level fields that only such answers are read for.</summary>
internal sealed class UnitReader(MeteredResponse response)
{
    private Field _field;
    private bool _inImages;
    private long _elements;
    private long _each;
    private long _completed;

    /// <summary>The value of a top-level field has begun.</summary>
    public void BeginField(ReadOnlySpan<byte> name) => (_inImages, _elements) = (response.Unit == BilledUnit.Images && IsImages(name), 0);

    /// <summary>Whether the value of a top-level field is wanted by <see cref="Read"/>.</summary>
    public bool Keeps(ReadOnlySpan<byte> name)
    {
        _field = response.Unit switch
        {
            BilledUnit.AudioMilliseconds when name.SequenceEqual("duration"u8) => Field.Duration,
            BilledUnit.SearchUnits when name.SequenceEqual("meta"u8) => Field.Meta,
            BilledUnit.Images when name.SequenceEqual("type"u8) => Field.Type,
            BilledUnit.Images when IsImages(name) => Field.Data,
            _ => Field.None,
        };
        return _field != Field.None;
    }

    /// <summary>A value one level deeper has begun: of <c>data</c>, which is too large to be kept, it is an image.</summary>
    /// <param name="inArray">And not a field of an object.</param>
    public void BeginElement(bool inArray)
    {
        if (_inImages && inArray)
        {
            NoteImages(++_elements);
        }
    }

    /// <summary>Another document of the same answer begins.</summary>
    public void Restart() => (_inImages, _elements) = (false, 0);

    /// <summary>Takes the value of the field that was asked about last.</summary>
    /// <exception cref="JsonException">The value is not well-formed.</exception>
    public void Read(ref Utf8JsonReader reader)
    {
        switch (_field)
        {
            // What is billed, if the usage says it, is the last word on how long it was.
            case Field.Duration when !response.Units.IsKnown:
                response.NoteUnits(UnitFields.Seconds(reader));
                break;
            case Field.Meta:
                response.NoteUnits(UnitFields.SearchUnits(reader));
                break;
            case Field.Data:
                // Of what is no list nobody knows how many there are.
                if (reader.TokenType == JsonTokenType.StartArray)
                {
                    NoteImages(UnitFields.Elements(reader));
                }

                break;
            case Field.Type when reader.TokenType == JsonTokenType.String:
                // MiniMax has an event for each of several images, and a last one for all; OpenAI the latter for each.
                _each += JsonText.Is(reader, "image_generation.partial_succeeded"u8) ? 1 : 0;
                _completed += JsonText.Is(reader, "image_generation.completed"u8) || JsonText.Is(reader, "image_edit.completed"u8) ? 1 : 0;
                response.NoteUnits(Math.Max(_each, _completed) is > 0 and var images ? new(BilledUnit.Images, images) : default);
                break;
            default:
                break;
        }
    }

    /// <summary>SiliconFlow has its images under a name of its own, or under both.</summary>
    private static bool IsImages(ReadOnlySpan<byte> name) => name.SequenceEqual("data"u8) || name.SequenceEqual("images"u8);

    private void NoteImages(long count) => response.NoteUnits(new(BilledUnit.Images, Math.Max(count, response.Units.Count)));

    private enum Field
    {
        None,
        Duration,
        Meta,
        Type,
        Data,
    }
}
