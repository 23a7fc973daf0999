using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>
/// Errors of OpenAI's dialects: <c>{"error":{"message","type","param","code"}}</c>
/// (developers.openai.com/api/docs/guides/error-codes), and the looser shapes of compatible vendors.
/// </summary>
internal static class OpenAiErrors
{
    private const int LongestCode = 64;

    /// <summary>The field <c>error</c> of a failure that the provider reported within an answer.</summary>
    public static void WriteFailure(Utf8JsonWriter json, string? code, string message)
    {
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, message);
        json.WriteString("type"u8, "server_error"u8);
        json.WriteNull("param"u8);
        json.WriteString("code"u8, code ?? "upstream_error");
        json.WriteEndObject();
    }

    public static bool TryRead(ReadOnlySpan<byte> body, out string? code, [NotNullWhen(true)] out string? message)
    {
        (code, message) = (null, null);
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonValue.MaxDepth });
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            var error = JsonValue.Field(root, "error") ?? root;
            code = CodeOf(error);
            message = MessageOf(error) ?? MessageOf(root);
        }
        catch (JsonException)
        {
            return false;
        }

        return message is not null;
    }

    /// <summary>The sentence of an <c>error</c>: an object with a message, or the sentence itself.</summary>
    public static string? MessageOf(JsonElement error) =>
        JsonValue.Text(error) ?? JsonValue.Text(error, "message") ?? JsonValue.Text(error, "detail");

    /// <summary>Its class: the code where that is a plain identifier, else the type.</summary>
    public static string? CodeOf(JsonElement error) => Plain(JsonValue.Text(error, "code")) ?? Plain(JsonValue.Text(error, "type"));

    private static string? Plain(string? code) =>
        code is { Length: > 0 and <= LongestCode } && code.All(static x => char.IsAsciiLetterOrDigit(x) || x is '_' or '-' or '.') ? code : null;
}
