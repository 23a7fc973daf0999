namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>What a name within a prompt's messages and items stands for.</summary>
internal enum ContentName
{
    /// <summary>No name that the gateway knows: whatever stands there may become text, as JSON.</summary>
    Unknown,

    /// <summary>Text, or what holds more of it.</summary>
    Plain,

    /// <summary>What an item or a part is. This and what follows is guarded: another spelling is refused where a provider reads its own fields.</summary>
    Type,

    /// <summary>Where parts stand.</summary>
    Place,
    Image,
    Audio,
    File,
    FileUrl,
}

/// <summary>Reads <see cref="ContentName"/>.</summary>
internal static class ContentNames
{
    private static readonly (byte[] Name, ContentName Meaning)[] Known =
    [
        .. Of(ContentName.Type, "type"),
        .. Of(ContentName.Place, "content", "output"),
        .. Of(ContentName.Image, "url", "image", "images", "image_url"),
        .. Of(ContentName.Audio, "data"),
        // An earlier answer's own speech stands under audio, by its id.
        .. Of(ContentName.File, "video", "videos", "audio", "audios", "document", "documents", "file_id", "file_ids", "file_data", "attachments", "vector_store_ids", "cached_content", "cachedcontent"),
        .. Of(
            ContentName.Plain, "id", "role", "name", "text", "file", "status", "detail", "format", "custom", "refusal", "summary", "call_id", "function",
            "filename", "tool_calls", "input_audio", "tool_call_id", "function_call", "reasoning_content", "encrypted_content"),
    ];

    private static readonly byte[][] BoundedTypes = Array.ConvertAll<string, byte[]>(
        [
            "text", "input_text", "output_text", "summary_text", "reasoning_text", "refusal", "image_url", "input_image", "input_audio", "function", "custom",
            "message", "reasoning", "function_call", "function_call_output", "custom_tool_call", "custom_tool_call_output", "local_shell_call",
            "local_shell_call_output", "apply_patch_call", "apply_patch_call_output", "computer_call", "computer_call_output", "computer_screenshot",
        ], System.Text.Encoding.ASCII.GetBytes);

    private static readonly byte[][] CallersTools = Array.ConvertAll<string, byte[]>(
        ["function", "custom", "local_shell", "apply_patch", "computer_use_preview", "computer"], System.Text.Encoding.ASCII.GetBytes);

    /// <summary>The meaning of a name that <see cref="FieldSpelling"/> has folded.</summary>
    public static ContentName Of(ReadOnlySpan<byte> folded)
    {
        foreach (var (name, meaning) in Known)
        {
            if (name.Length == folded.Length && folded.SequenceEqual(name))
            {
                return meaning;
            }
        }

        return folded.EndsWith("url"u8) || folded.EndsWith("uri"u8) ? ContentName.FileUrl : ContentName.Unknown;
    }

    /// <summary>Whether a string under the name is an image, audio or a file rather than text.</summary>
    public static bool IsMedia(ContentName name) => name >= ContentName.Image;

    /// <summary>Whether an item or a part of this type is what its own bytes say, images and audio apart; false for every type that is not known.</summary>
    /// <param name="raw">As spelled in JSON.</param>
    public static bool IsBounded(ReadOnlySpan<byte> raw) => IsOneOf(raw, BoundedTypes);

    /// <summary>Whether a tool of this type runs at the caller. Any other adds what it finds to the input, as much as it likes.</summary>
    /// <param name="raw">As spelled in JSON.</param>
    public static bool RunsAtTheCaller(ReadOnlySpan<byte> raw) => IsOneOf(raw, CallersTools);

    private static bool IsOneOf(ReadOnlySpan<byte> raw, byte[][] names)
    {
        Span<byte> buffer = stackalloc byte[FieldSpelling.Longest];
        var isLong = raw.Length > FieldSpelling.Longest;
        scoped var value = isLong || !raw.Contains((byte)'\\') ? raw : buffer[..JsonText.Unescape(raw, buffer)];
        foreach (var name in names)
        {
            if (value.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private static (byte[] Name, ContentName Meaning)[] Of(ContentName meaning, params string[] names) =>
        Array.ConvertAll(names, x => (System.Text.Encoding.ASCII.GetBytes(x), meaning));
}
