using System.Text;
using System.Text.Json;

namespace Bifrost.Web.Console.Requests;

/// <summary>Reads captured bytes as messages where they are a chat; what is not one stays raw.</summary>
internal static class Conversation
{
    /// <summary>In order, the answer last; empty when this is no chat.</summary>
    public static IReadOnlyList<ConversationMessage> Of(CapturedText captured)
    {
        var messages = new List<ConversationMessage>();
        if (Parse(captured.Request) is { } request)
        {
            using (request)
            {
                if (request.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("messages", out var list) && list.ValueKind == JsonValueKind.Array)
                {
                    messages.AddRange(list.EnumerateArray().Where(m => m.ValueKind == JsonValueKind.Object).Select(m => new ConversationMessage(Text(m, "role") ?? "message", Content(m))));
                }
            }
        }

        if (messages.Count > 0 && Answer(captured.Response) is { Length: > 0 } answer)
        {
            messages.Add(new ConversationMessage("assistant", answer));
        }

        return messages;
    }

    /// <summary>The text of one chunk or one whole answer of a chat.</summary>
    public static string? Delta(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0)
        {
            return null;
        }

        var choice = choices[0];
        return choice.TryGetProperty("delta", out var delta) && delta.ValueKind == JsonValueKind.Object ? Text(delta, "content")
            : choice.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.Object ? Content(message)
            : null;
    }

    private static string? Answer(string? response)
    {
        if (Parse(response) is { } whole)
        {
            using (whole)
            {
                return Delta(whole.RootElement);
            }
        }

        var text = new StringBuilder();
        foreach (var line in (response ?? "").Split('\n'))
        {
            if (line.StartsWith("data:", StringComparison.Ordinal) && Parse(line[5..]) is { } chunk)
            {
                using (chunk)
                {
                    text.Append(Delta(chunk.RootElement));
                }
            }
        }

        return text.ToString();
    }

    private static string Content(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content))
        {
            return "";
        }

        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Join('\n', content.EnumerateArray().Select(p => (p.ValueKind == JsonValueKind.Object ? Text(p, "text") : null) ?? "[not text]")),
            _ => "",
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonDocument? Parse(string? json)
    {
        try
        {
            return string.IsNullOrWhiteSpace(json) ? null : JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
