using System.Buffers;

namespace Bifrost.Bench.Servers;

/// <summary>The models of the fake upstream: one name a mode, found in the request's bytes without parsing JSON.</summary>
internal static class UpstreamModels
{
    public const int PacedChunks = 64;
    public const int SaturatingChunks = 100;
    public const int HeldChunks = 120;

    /// <summary>98 pieces of text, and what begins and ends a message.</summary>
    public const int AnthropicEvents = 98 + 5;
    public static readonly TimeSpan FixedDelay = TimeSpan.FromMilliseconds(20);
    public static readonly TimeSpan PacedGap = TimeSpan.FromMilliseconds(20);
    public static readonly TimeSpan HeldGap = TimeSpan.FromSeconds(1);

    public static string NameOf(UpstreamMode mode) => mode switch
    {
        UpstreamMode.Json => "json-at-once",
        UpstreamMode.DelayedJson => "json-delayed",
        UpstreamMode.PacedStream => "sse-paced",
        UpstreamMode.SaturatingStream => "sse-saturating",
        UpstreamMode.BurstStream => "sse-burst",
        UpstreamMode.HeldStream => "sse-held",
        UpstreamMode.AnthropicStream => "sse-claude",
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    };

    /// <summary>The mode that the body names; the model stands within its first bytes.</summary>
    public static UpstreamMode Read(in ReadOnlySequence<byte> body)
    {
        var head = body.FirstSpan[..Math.Min(body.FirstSpan.Length, 512)];
        if (head.IndexOf("sse-saturating"u8) >= 0)
        {
            return UpstreamMode.SaturatingStream;
        }

        if (head.IndexOf("sse-claude"u8) >= 0)
        {
            return UpstreamMode.AnthropicStream;
        }

        if (head.IndexOf("sse-paced"u8) >= 0)
        {
            return UpstreamMode.PacedStream;
        }

        if (head.IndexOf("sse-burst"u8) >= 0)
        {
            return UpstreamMode.BurstStream;
        }

        if (head.IndexOf("sse-held"u8) >= 0)
        {
            return UpstreamMode.HeldStream;
        }

        return head.IndexOf("json-delayed"u8) >= 0 ? UpstreamMode.DelayedJson : UpstreamMode.Json;
    }

    /// <summary>Whether the request asks for a usage chunk (<c>stream_options.include_usage</c>): OpenAI sends none otherwise.</summary>
    public static bool AsksForUsage(in ReadOnlySequence<byte> body)
    {
        if (body.IsSingleSegment)
        {
            return body.FirstSpan.IndexOf("include_usage"u8) >= 0;
        }

        return body.ToArray().AsSpan().IndexOf("include_usage"u8) >= 0;
    }
}
