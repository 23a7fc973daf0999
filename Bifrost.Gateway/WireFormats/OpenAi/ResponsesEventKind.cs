namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>Kinds of typed stream events, as far as metering tells them apart.</summary>
internal enum ResponsesEventKind
{
    /// <summary>Nothing to read.</summary>
    Other,

    /// <summary>A piece of generated text.</summary>
    TextDelta,

    /// <summary>A piece of audio or an image.</summary>
    MediaDelta,

    /// <summary>The first event: names the response and its model.</summary>
    Created,

    /// <summary>The last event of <c>/v1/responses</c>.</summary>
    Terminal,

    /// <summary>The result of an image or a transcription: carries usage, more may follow.</summary>
    Result,

    /// <summary>An error beside the response.</summary>
    Error,
}

/// <summary>Sorts event types. Source: OpenAI API reference, streaming events.</summary>
internal static class ResponsesEventTypes
{
    private static readonly byte[][] Terminals =
    [
        "response.completed"u8.ToArray(), "response.incomplete"u8.ToArray(), "response.failed"u8.ToArray(),
    ];

    public static ResponsesEventKind KindOf(ReadOnlySpan<byte> type)
    {
        if (type.EndsWith(".delta"u8))
        {
            return type.SequenceEqual("response.audio.delta"u8) || type.SequenceEqual("response.output_audio.delta"u8)
                || type.SequenceEqual("speech.audio.delta"u8)
                ? ResponsesEventKind.MediaDelta
                : ResponsesEventKind.TextDelta;
        }

        return type switch
        {
            _ when MayBeTerminal(type, isWhole: true) => ResponsesEventKind.Terminal,
            _ when type.SequenceEqual("response.created"u8) => ResponsesEventKind.Created,
            _ when type.SequenceEqual("error"u8) => ResponsesEventKind.Error,
            _ when type.EndsWith(".partial_image"u8) => ResponsesEventKind.MediaDelta,
            _ when type.SequenceEqual("image_generation.completed"u8) || type.SequenceEqual("image_edit.completed"u8)
                || type.SequenceEqual("transcript.text.done"u8) || type.SequenceEqual("speech.audio.done"u8)
                => ResponsesEventKind.Result,
            _ => ResponsesEventKind.Other,
        };
    }

    /// <summary>Whether a type is one that ends <c>/v1/responses</c>, or, cut off, could still become one.</summary>
    public static bool MayBeTerminal(ReadOnlySpan<byte> type, bool isWhole)
    {
        foreach (var terminal in Terminals)
        {
            if (isWhole ? type.SequenceEqual(terminal) : terminal.AsSpan().StartsWith(type))
            {
                return true;
            }
        }

        return false;
    }
}
