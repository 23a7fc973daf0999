using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.AwsFrames;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Meters <c>invoke-with-response-stream</c>: frames of events in the model's own words, of which the last has
/// <c>amazon-bedrock-invocationMetrics</c>, Bedrock's own counts whatever the model
/// (docs.aws.amazon.com/bedrock/latest/userguide/inference-invoke.html). Cached tokens are counted beside the input, as Converse has it.
/// </summary>
internal sealed class InvokeStreamMeter(MeteredResponse response) : IStreamMeter
{
    private static ReadOnlySpan<byte> Metrics => "amazon-bedrock-invocationMetrics"u8;

    public StreamFraming Framing => StreamFraming.AwsFrames;

    public MeteredResponse Response => response;

    public bool EndedCleanly => response.FinishSeen;

    public EventVerdict Read(ReadOnlySpan<byte> unit)
    {
        try
        {
            if (AwsFrame.TryRead(unit, out var frame))
            {
                ReadPayload(frame.Payload);
                if (frame.Header(":message-type"u8).SequenceEqual("exception"u8))
                {
                    response.NoteError(null);
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // No metrics then.
        }

        return EventVerdict.Forward;
    }

    public bool CanForward(ReadOnlySpan<byte> partial) => true;

    public byte[] ErrorEvent(string code, string type, string message) => [];

    public void Dispose() => response.Dispose();

    private void ReadPayload(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("bytes"u8) && reader.Read() && reader.TryGetBytesFromBase64(out var inner))
            {
                response.ContentSeen = true;
                if (inner.AsSpan().IndexOf(Metrics) >= 0)
                {
                    ReadMetrics(inner);
                }

                return;
            }
        }
    }

    private void ReadMetrics(byte[] inner)
    {
        using var json = JsonDocument.Parse(inner);
        if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(Metrics, out var metrics) && metrics.ValueKind == JsonValueKind.Object
            && Count(metrics, "inputTokenCount") is { } input && Count(metrics, "outputTokenCount") is { } output)
        {
            var read = Count(metrics, "cacheReadInputTokenCount") ?? 0;
            var written = Count(metrics, "cacheWriteInputTokenCount") ?? 0;
            response.FinishSeen = true;
            response.TakeUsage(new TokenUsage { InputTokens = input + read + written, CachedInputTokens = read, CacheWriteTokens = written, OutputTokens = output });
            response.NoteUsage();
        }
    }

    private static long? Count(JsonElement metrics, string name) =>
        metrics.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count is >= 0 and < TokenUsage.Ceiling ? count : null;
}
