using System.Globalization;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OllamaChat;

/// <summary>
/// Reads <c>messages</c>. Calls have ids in newer versions alone: one without gets its place in the history for an id, the same in every
/// turn, and its result is found by the tool's name and by order.
/// </summary>
internal sealed class OllamaMessageReader(ChatRequest request, RequestFault fault)
{
    private readonly PendingCalls _pending = new();
    private int _calls;

    public void Read(JsonElement root)
    {
        var index = 0;
        foreach (var message in fault.Items(root, "messages", "messages"))
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"messages[{index++}]");
            if (fault.Object(message, path) is { } there)
            {
                ReadMessage(there, path);
            }
        }
    }

    private void ReadMessage(JsonElement message, string path)
    {
        ChatRole? role = fault.Text(message, "role", $"{path}.role") switch
        {
            "system" => ChatRole.System,
            "developer" => ChatRole.Developer,
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            "tool" => ChatRole.Tool,
            _ => null,
        };
        if (role is not { } known)
        {
            fault.Wrong($"{path}.role", "system, user, assistant or tool");
        }
        else if (known == ChatRole.Tool)
        {
            ReadResult(message, path);
        }
        else
        {
            var read = new ChatMessage(known);
            if (fault.Text(message, "thinking", $"{path}.thinking") is { Length: > 0 } thought)
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
        if (fault.Text(message, "content", $"{path}.content") is { Length: > 0 } text)
        {
            parts.Add(new TextPart(text));
        }

        foreach (var image in fault.Items(message, "images", $"{path}.images"))
        {
            if (fault.Text(image, $"{path}.images") is { } data)
            {
                parts.Add(new ImagePart(MediaSource.OfData(data, OllamaImage.TypeOf(data))));
            }
        }
    }

    private void ReadCalls(JsonElement message, string path, ChatMessage read)
    {
        var index = 0;
        foreach (var call in fault.Items(message, "tool_calls", $"{path}.tool_calls"))
        {
            var own = string.Create(CultureInfo.InvariantCulture, $"{path}.tool_calls[{index++}].function");
            var function = JsonValue.Field(call, "function") ?? default;
            if (JsonValue.Text(function, "name") is not { Length: > 0 } name)
            {
                fault.Wrong($"{own}.name", "the name of a function");
                continue;
            }

            _calls++;
            var id = JsonValue.Text(call, "id") is { Length: > 0 } given ? given : MadeUp(_calls);
            _pending.Add(id, name);
            var args = fault.Object(JsonValue.Field(function, "arguments"), $"{own}.arguments");
            read.Parts.Add(new ToolCallPart(id, name, args is { } there ? RequestFault.Raw(there) : ""));
        }
    }

    private void ReadResult(JsonElement message, string path)
    {
        var name = fault.Text(message, "tool_name", $"{path}.tool_name") ?? JsonValue.Text(message, "name");
        var id = fault.Text(message, "tool_call_id", $"{path}.tool_call_id");
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
