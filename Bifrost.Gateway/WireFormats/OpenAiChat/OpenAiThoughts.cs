using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>
/// What an assistant's message says of its thoughts. The details count where they are there, since the plain text beside them says the
/// same once more. Sources: openrouter.ai/docs/use-cases/reasoning-tokens, docs.litellm.ai/docs/reasoning_content.
/// </summary>
internal static class OpenAiThoughts
{
    public static List<ContentPart> Read(JsonElement message, string path, BodyFields fields)
    {
        var plain = fields.Text(message, "reasoning_content", path) ?? fields.Text(message, "reasoning", path);
        var parts = new List<ContentPart>();
        var open = new Open();
        foreach (var detail in fields.Items(message, "reasoning_details", path))
        {
            open.Add(detail, parts);
        }

        open.Close(parts, plain);
        if (parts.Count == 0)
        {
            ReadBlocks(message, path, fields, parts);
        }

        if (!string.IsNullOrEmpty(plain) && !parts.Exists(static x => x is ThinkingPart { Text.Length: > 0 }))
        {
            parts.Insert(0, new ThinkingPart(plain));
        }

        return parts;
    }

    /// <summary>Gemini's signature of a call, as Google's OpenAI-compatible address has it.</summary>
    public static string? SignatureOf(JsonElement call) =>
        JsonValue.Field(call, "extra_content") is { } extra && JsonValue.Field(extra, "google") is { } google ? JsonValue.Text(google, "thought_signature") : null;

    /// <summary>Writes one detail of <c>reasoning_details</c>.</summary>
    public static void WriteDetail(Utf8JsonWriter json, ContentPart part, int index, bool withText)
    {
        json.WriteStartObject();
        switch (part)
        {
            case ThinkingPart thought:
                json.WriteString("type"u8, "reasoning.text"u8);
                if (withText)
                {
                    json.WriteString("text"u8, thought.Text);
                }

                WriteSigned(json, thought.Signature, thought.Id, index);
                break;
            case RedactedThinkingPart redacted:
                json.WriteString("type"u8, "reasoning.encrypted"u8);
                json.WriteString("data"u8, redacted.Data);
                WriteSigned(json, null, redacted.Id, index);
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>What ends a detail: signature and id, where they are there, and its place.</summary>
    public static void WriteSigned(Utf8JsonWriter json, string? signature, string? id, int index)
    {
        if (signature is not null)
        {
            json.WriteString("signature"u8, signature);
        }

        if (id is not null)
        {
            json.WriteString("id"u8, id);
        }

        json.WriteNumber("index"u8, index);
    }

    /// <summary><c>extra_content</c> with Gemini's signature of a call.</summary>
    public static void WriteSignature(Utf8JsonWriter json, string signature)
    {
        json.WriteStartObject("extra_content"u8);
        json.WriteStartObject("google"u8);
        json.WriteString("thought_signature"u8, signature);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void ReadBlocks(JsonElement message, string path, BodyFields fields, List<ContentPart> parts)
    {
        foreach (var block in fields.Items(message, "thinking_blocks", path))
        {
            if (JsonValue.Text(block, "data") is { } data)
            {
                parts.Add(new RedactedThinkingPart(data));
            }
            else if (JsonValue.Text(block, "thinking") is { } text)
            {
                parts.Add(new ThinkingPart(text) { Signature = JsonValue.Text(block, "signature") });
            }
        }
    }

    /// <summary>Pieces of one thought, as a client has them that gathered a stream's details without joining them.</summary>
    private sealed class Open
    {
        private readonly StringBuilder _text = new();
        private bool _isOpen;
        private long? _index;
        private string? _signature;
        private string? _id;

        public void Add(JsonElement detail, List<ContentPart> parts)
        {
            if (JsonValue.Text(detail, "type") == "reasoning.encrypted" && JsonValue.Text(detail, "data") is { } data)
            {
                Close(parts, null);
                parts.Add(new RedactedThinkingPart(data) { Id = JsonValue.Text(detail, "id") });
                return;
            }

            var (text, signature) = (JsonValue.Text(detail, "text") ?? JsonValue.Text(detail, "summary"), JsonValue.Text(detail, "signature"));
            if (text is null && signature is null)
            {
                return;
            }

            var index = JsonValue.Whole(detail, "index");
            if (_isOpen && (index is null || index != _index || _signature is not null))
            {
                Close(parts, null);
            }

            (_isOpen, _index) = (true, index);
            _text.Append(text);
            _signature ??= signature;
            _id ??= JsonValue.Text(detail, "id");
        }

        public void Close(List<ContentPart> parts, string? fallback)
        {
            if (_isOpen)
            {
                parts.Add(new ThinkingPart(_text.Length > 0 || parts.Count > 0 ? _text.ToString() : fallback ?? "") { Signature = _signature, Id = _id });
            }

            _text.Clear();
            (_isOpen, _signature, _id) = (false, null, null);
        }
    }
}
