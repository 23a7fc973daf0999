using System.Globalization;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OllamaChat;

/// <summary>
/// Reads <c>messages</c>. Calls have ids in newer versions alone: one without gets its place in the history for an id, the same in every
/// turn, and its result is found by the tool's name and by order.
/// </summary>
internal sealed class OllamaMessageReader(ChatRequest request, BodyFields fields)
{
    private static readonly HashSet<string> Known = ["role", "content", "images", "thinking", "tool_calls"];
    private static readonly HashSet<string> KnownOfResult = ["role", "content", "images", "tool_name", "name", "tool_call_id"];

    private readonly PendingCalls _pending = new();
    private int _calls;

    public void Read(JsonElement root)
    {
        var index = 0;
        foreach (var message in fields.Items(root, "messages"))
        {
            var path = BodyFields.At("messages", index++);
            if (fields.IsObject(message, path))
            {
                ReadMessage(message, path);
            }
        }
    }

    private void ReadMessage(JsonElement message, string path)
    {
        ChatRole? role = fields.Text(message, "role", path) switch
        {
            "system" => ChatRole.System,
            "developer" => ChatRole.Developer,
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            "tool" => ChatRole.Tool,
            _ => null,
        };
        fields.Unknown(message, role == ChatRole.Tool ? KnownOfResult : Known, path, request.Others);
        if (role is not { } known)
        {
            fields.Wrong($"{path}.role", "system, user, assistant or tool");
        }
        else if (known == ChatRole.Tool)
        {
            ReadResult(message, path);
        }
        else
        {
            var read = new ChatMessage(known);
            if (fields.Text(message, "thinking", path) is { Length: > 0 } thought)
            {
                read.Parts.Add(new ThinkingPart(thought));
            }

            ReadContent(message, path, read.Parts);
            ReadCalls(message, path, read);
            request.Messages.Add(read);
        }
    }

    private void ReadContent(JsonElement message, string path, List<ContentPart> parts)
    {
        if (fields.Text(message, "content", path) is { Length: > 0 } text)
        {
            parts.Add(new TextPart(text));
        }

        foreach (var image in fields.Items(message, "images", path))
        {
            if (fields.TextOf(image, "images", path) is { } data)
            {
                parts.Add(new ImagePart(MediaSource.OfData(data, OllamaImage.TypeOf(data))));
            }
        }
    }

    private void ReadCalls(JsonElement message, string path, ChatMessage read)
    {
        var index = 0;
        foreach (var call in fields.Items(message, "tool_calls", path))
        {
            var own = string.Create(CultureInfo.InvariantCulture, $"{path}.tool_calls[{index++}].function");
            var function = JsonValue.Field(call, "function") ?? default;
            if (JsonValue.Text(function, "name") is not { Length: > 0 } name)
            {
                fields.Wrong($"{own}.name", "the name of a function");
                continue;
            }

            _calls++;
            var id = JsonValue.Text(call, "id") is { Length: > 0 } given ? given : MadeUp(_calls);
            _pending.Add(id, name);
            var args = fields.Object(function, "arguments", own);
            read.Parts.Add(new ToolCallPart(id, name, args is { } there ? JsonValue.Raw(there) : ""));
        }
    }

    private void ReadResult(JsonElement message, string path)
    {
        var name = fields.Text(message, "tool_name", path) ?? JsonValue.Text(message, "name");
        var id = fields.Text(message, "tool_call_id", path);
        var call = !string.IsNullOrEmpty(id) ? _pending.TakeById(id) : name is null ? _pending.TakeFirst() : _pending.TakeByName(name);
        var result = new ToolResultPart(call?.Id ?? (string.IsNullOrEmpty(id) ? MadeUp(++_calls) : id)) { Name = name ?? call?.Name };
        ReadContent(message, path, result.Content);

        // Results that follow one another answer the calls of one message.
        if (request.Messages is not [.., { Role: ChatRole.Tool } last])
        {
            request.Messages.Add(last = new ChatMessage(ChatRole.Tool));
        }

        last.Parts.Add(result);
    }

    private static string MadeUp(int number) => string.Create(CultureInfo.InvariantCulture, $"call_{number}");
}
