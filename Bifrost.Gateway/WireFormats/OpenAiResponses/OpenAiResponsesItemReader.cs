using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>
/// Reads the items of <c>input</c>. What an assistant thought, said and called comes as items one after the other, and is one message
/// here; so are the answers of tools. Source: developers.openai.com/api/reference/resources/responses/methods/create.
/// </summary>
internal sealed class OpenAiResponsesItemReader(ChatRequest request, BodyFields fields)
{
    // Of all kinds: none has a field that means something else in another. Those of kinds that are refused need no names.
    private static readonly HashSet<string> Known =
    [
        "type", "id", "status", "role", "content", "call_id", "name", "namespace", "arguments", "input", "output", "summary", "encrypted_content",
        "execution", "tools", "action",
    ];

    private readonly OpenAiResponsesPartReader _parts = new(request, fields);

    public void Read(JsonElement items)
    {
        var index = 0;
        foreach (var item in items.EnumerateArray())
        {
            var path = BodyFields.At("input", index++);
            if (fields.IsObject(item, path))
            {
                ReadItem(item, path);
            }
        }
    }

    private void ReadItem(JsonElement item, string path)
    {
        fields.Unknown(item, Known, path, request.Others);
        var type = fields.Text(item, "type", path) ?? (JsonValue.Field(item, "role") is null ? "item_reference" : "message");
        switch (type)
        {
            case "message":
                ReadMessage(item, path);
                break;
            case "function_call" or "custom_tool_call" or "tool_search_call" when JsonValue.Text(item, "execution") != "server":
                ReadCall(item, path, type);
                break;
            case "function_call_output" or "custom_tool_call_output":
                var result = new ToolResultPart(fields.Needed(item, "call_id", path)) { IsCustom = type == "custom_tool_call_output" };
                _parts.Read(item, "output", path, result.Content);
                Last(ChatRole.Tool).Parts.Add(result);
                break;
            case "tool_search_output" when JsonValue.Text(item, "execution") != "server":
                ReadFound(item, path);
                break;
            case "reasoning":
                ReadReasoning(item, path);
                break;
            case "additional_tools":
                new OpenAiResponsesToolReader(request, fields).ReadList(item, path);
                break;
            case "web_search_call":
                // That it searched; what it found is in the words that follow.
                request.HasHostedTools = true;
                request.Others.Add(new(path, item));
                break;
            default:
                // Calls of the caller's own tools are what they say; all else the vendor keeps or found itself.
                request.IsOpenEnded |= !ContentNames.IsBounded(Encoding.UTF8.GetBytes(type));
                request.Untranslatable ??= new ScanError(path, "An item of this type is known to its own vendor alone.");
                break;
        }
    }

    private void ReadCall(JsonElement item, string path, string type)
    {
        var id = fields.Needed(item, "call_id", path);
        if (type == "tool_search_call")
        {
            var wanted = fields.Object(item, "arguments", path);
            Last(ChatRole.Assistant).Parts.Add(new ToolCallPart(id, OpenAiResponsesToolReader.SearchName, wanted is { } there ? JsonValue.Raw(there) : ""));
            return;
        }

        var name = ToolNamespace.Join(fields.Text(item, "namespace", path), fields.Needed(item, "name", path));
        Last(ChatRole.Assistant).Parts.Add(type == "custom_tool_call"
            ? new ToolCallPart(id, name, CustomTools.Arguments(fields.Text(item, "input", path) ?? "")) { IsCustom = true }
            : new ToolCallPart(id, name, fields.Text(item, "arguments", path) ?? ""));
    }

    /// <summary>Tools that the caller found for the model: from here on they can be called like others.</summary>
    private void ReadFound(JsonElement item, string path)
    {
        var found = new OpenAiResponsesToolReader(request, fields);
        found.ReadList(item, path);
        var result = new ToolResultPart(fields.Needed(item, "call_id", path));
        result.Content.Add(new TextPart($"Found: {string.Join(", ", found.Names)}"));
        Last(ChatRole.Tool).Parts.Add(result);
    }

    private void ReadMessage(JsonElement item, string path)
    {
        ChatMessage message;
        switch (fields.Needed(item, "role", path))
        {
            case "assistant":
                message = Last(ChatRole.Assistant);
                break;
            case "user":
                request.Messages.Add(message = new ChatMessage(ChatRole.User));
                break;
            case "system":
                request.Messages.Add(message = new ChatMessage(ChatRole.System));
                break;
            case "developer":
                request.Messages.Add(message = new ChatMessage(ChatRole.Developer));
                break;
            default:
                fields.Wrong($"{path}.role", "user, assistant, system or developer");
                return;
        }

        _parts.Read(item, "content", path, message.Parts);
    }

    /// <summary>
    /// The cipher is a signature where there are words beside it, else redacted thoughts. An id alone stands for what the vendor keeps.
    /// </summary>
    private void ReadReasoning(JsonElement item, string path)
    {
        var words = string.Join("\n\n", TextsOf(item, "summary", path));
        if (words.Length == 0)
        {
            words = string.Join("\n\n", TextsOf(item, "content", path));
        }

        var (id, cipher) = (fields.Text(item, "id", path), fields.Text(item, "encrypted_content", path));
        request.IsOpenEnded |= cipher is null && id is not null;
        if (words.Length > 0)
        {
            Last(ChatRole.Assistant).Parts.Add(new ThinkingPart(words) { Signature = cipher, Id = id });
        }
        else if (cipher is not null)
        {
            Last(ChatRole.Assistant).Parts.Add(new RedactedThinkingPart(cipher) { Id = id });
        }
        else if (id is not null)
        {
            request.Others.Add(new(path, item));
        }
    }

    private List<string> TextsOf(JsonElement item, string name, string path)
    {
        var texts = new List<string>();
        var index = 0;
        foreach (var part in fields.Items(item, name, path))
        {
            texts.Add(fields.Needed(part, "text", BodyFields.At($"{path}.{name}", index++)));
        }

        return texts;
    }

    private ChatMessage Last(ChatRole role)
    {
        if (request.Messages is not [.., var last] || last.Role != role)
        {
            request.Messages.Add(last = new ChatMessage(role));
        }

        return last;
    }
}
