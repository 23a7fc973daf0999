using Bifrost.Gateway.WireFormats.Sse;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>Judges a chunk of a chat stream by its first bytes, so that it need not wait for its end.</summary>
internal static class PartialChunk
{
    private const int MaxPrefix = 4_096;

    /// <summary>The bytes that are here of a unit can go, whatever follows.</summary>
    public static bool CanForward(ReadOnlySpan<byte> partial, bool callerWantsUsage)
    {
        var rest = partial[..Math.Min(partial.Length, MaxPrefix)];
        rest = rest.StartsWith("\uFEFF"u8) ? rest[3..] : rest;
        while (SseEvent.TryReadLine(ref rest, out var line))
        {
            if (line.StartsWith("data:"u8))
            {
                return IsOrdinary(line["data:"u8.Length..].TrimStart(" \t"u8), callerWantsUsage);
            }

            if (rest.IsEmpty && "data:"u8.StartsWith(line))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The first bytes of the data can no longer become <c>[DONE]</c> or a chunk to drop.</summary>
    private static bool IsOrdinary(ReadOnlySpan<byte> data, bool callerWantsUsage)
    {
        if (data.IsEmpty)
        {
            return false;
        }

        return data[0] switch
        {
            (byte)'[' => data.Length > 6 ? !data.StartsWith("[DONE]"u8) : !"[DONE]"u8.StartsWith(data),
            (byte)'{' => callerWantsUsage || HasChoices(data),
            _ => true,
        };
    }

    private static bool HasChoices(ReadOnlySpan<byte> data)
    {
        var name = data.IndexOf("\"choices\""u8);
        if (name < 0)
        {
            return false;
        }

        var value = data[(name + 9)..].TrimStart(" \t"u8);
        if (value is not [(byte)':', ..])
        {
            return false;
        }

        value = value[1..].TrimStart(" \t"u8);
        return value is [(byte)'[', ..] && value[1..].TrimStart(" \t"u8) is [not (byte)']', ..];
    }
}
