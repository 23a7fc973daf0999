using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OllamaChat;

/// <summary>
/// Ollama's <c>/api/generate</c> (docs.ollama.com/api/generate) as callers of it speak: a chat of one message, whose words stand in
/// <c>response</c>. Providers are asked for the chat, so it is never written for one nor read of one.
/// </summary>
internal sealed class OllamaGenerateFormat : IWireFormat
{
    private static readonly IWireFormat Chat = new OllamaChatFormat();

    // What a prompt without the model's template would need, and what an earlier answer left behind.
    private static readonly string[] Untranslatable = ["suffix", "raw", "template", "context"];

    public string Name => "ollama_generate";

    public StreamFraming Framing => StreamFraming.Lines;

    public bool TakesImageUrls => false;

    public bool TakesFileUrls => false;

    public string NameOf(ChatField field) => field == ChatField.Messages ? "prompt" : Chat.NameOf(field);

    public bool TryReadRequest(ReadOnlyMemory<byte> body, in CallShape call, [NotNullWhen(true)] out ChatRequest? request, out ScanError error)
    {
        request = null;
        if (!JsonValue.TryParse(body, out var document, out error, once: true))
        {
            return false;
        }

        using (document)
        {
            var root = document.RootElement;
            foreach (var name in (string[])["prompt", "system"])
            {
                if (JsonValue.Field(root, name) is { } text && JsonValue.Text(text) is null)
                {
                    error = new ScanError(name, $"'{name}' must be a string of text.");
                    return false;
                }
            }

            if (!Chat.TryReadRequest(AsChat(root), call, out request, out error))
            {
                return false;
            }

            if (Array.Find(Untranslatable, x => JsonValue.Field(root, x) is { ValueKind: not JsonValueKind.False }) is { } own)
            {
                request.Untranslatable ??= new ScanError(own, $"{own} cannot be passed on: a prompt is asked for as a chat of one message.");
            }

            return true;
        }
    }

    public void WriteRequest(ChatRequest request, in RequestFrame frame, TranslationNotes notes, IBufferWriter<byte> output) => Chat.WriteRequest(request, frame, notes, output);

    public bool TryReadAnswer(ReadOnlySpan<byte> body, IAnswerSink sink) => Chat.TryReadAnswer(body, sink);

    public void WriteAnswer(ChatAnswer answer, AnswerFrame frame, IBufferWriter<byte> output)
    {
        var line = new ArrayBufferWriter<byte>();
        Chat.WriteAnswer(answer, frame, line);
        OllamaGenerateWriter.Rewrite(line.WrittenSpan, output);
    }

    public IAnswerReader NewStreamReader() => Chat.NewStreamReader();

    public IAnswerWriter NewStreamWriter(AnswerFrame frame, IBufferWriter<byte> output) => new OllamaGenerateWriter(frame, output);

    public void WriteError(in RefusalText text, string? requestId, IBufferWriter<byte> output) => Chat.WriteError(text, requestId, output);

    public bool TryReadError(ReadOnlySpan<byte> body, out string? code, [NotNullWhen(true)] out string? message) => Chat.TryReadError(body, out code, out message);

    private static byte[] AsChat(JsonElement root)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        json.WriteStartObject();
        foreach (var property in root.EnumerateObject())
        {
            if (JsonValue.NameOf(property) is { } name && name is not ("prompt" or "system" or "images") && !Untranslatable.Contains(name))
            {
                json.WritePropertyName(name);
                JsonValue.WriteRaw(json, property.Value);
            }
        }

        json.WriteStartArray("messages");
        if (JsonValue.Text(root, "system") is { Length: > 0 } system)
        {
            WriteMessage(json, "system", system, null);
        }

        WriteMessage(json, "user", JsonValue.Text(root, "prompt") ?? "", JsonValue.Field(root, "images"));
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, string role, string text, JsonElement? images)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", text);
        if (images is { } some)
        {
            json.WritePropertyName("images");
            JsonValue.WriteRaw(json, some);
        }

        json.WriteEndObject();
    }
}
