using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Writes pictures, documents and clips. Sources: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ImageBlock.html,
/// …_DocumentBlock, …_AudioBlock, …_S3Location.
/// </summary>
internal sealed class BedrockConverseMediaWriter(Utf8JsonWriter json)
{
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);

    public static bool CanWrite(ImagePart image) => IsStored(image.Source) || (image.Source.Data is not null && BedrockConverseNames.ImageFormat(MediaTypes.Of(image.Source)) is not null);

    public static bool CanWrite(AudioPart audio) => IsStored(audio.Source) || (audio.Source.Data is not null && BedrockConverseNames.AudioFormat(audio.Source.MediaType) is not null);

    public static bool CanWrite(FilePart file) =>
        file.Source.Text is not null || IsStored(file.Source) || (file.Source.Data is not null && BedrockConverseNames.DocumentFormat(MediaTypes.Of(file.Source)) is not null);

    /// <summary>Writes the field that says the block's kind.</summary>
    public void Write(ContentPart part)
    {
        switch (part)
        {
            case ImagePart image:
                Write("image", BedrockConverseNames.ImageFormat(MediaTypes.Of(image.Source)) ?? "png", image.Source);
                break;
            case AudioPart audio:
                Write("audio", BedrockConverseNames.AudioFormat(audio.Source.MediaType) ?? "mp3", audio.Source);
                break;
            case FilePart file:
                Write(file);
                break;
        }
    }

    private static bool IsStored(MediaSource source) => source.FileId?.StartsWith("s3://", StringComparison.Ordinal) == true;

    private void Write(string kind, string format, MediaSource source)
    {
        json.WriteStartObject(kind);
        json.WriteString("format", format);
        WriteSource(source);
        json.WriteEndObject();
    }

    private void Write(FilePart file)
    {
        json.WriteStartObject("document");
        json.WriteString("format", BedrockConverseNames.DocumentFormat(MediaTypes.Of(file.Source)) ?? (file.Source.Text is null ? "pdf" : "txt"));
        json.WriteString("name", BedrockConverseNames.DocumentName(file.Name, _names));
        WriteSource(file.Source);
        if (file.Context is { } context)
        {
            json.WriteString("context", context);
        }

        if (file.WantsCitations)
        {
            json.WriteStartObject("citations");
            json.WriteBoolean("enabled", true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteSource(MediaSource source)
    {
        json.WriteStartObject("source");
        if (source.FileId is { } uri)
        {
            json.WriteStartObject("s3Location");
            json.WriteString("uri", uri);
            json.WriteEndObject();
        }
        else if (source.Text is { } text)
        {
            json.WriteString("text", text);
        }
        else
        {
            json.WriteString("bytes", source.Data);
        }

        json.WriteEndObject();
    }
}
