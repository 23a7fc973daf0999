using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.CohereChat;

/// <summary>
/// Reads <c>messages</c> (docs.cohere.com/reference/chat). What the model planned before its calls, <c>tool_plan</c>, is its text.
/// </summary>
internal sealed class CohereMessageReader(ChatRequest request, BodyFields fields)
{
    private static readonly HashSet<string> Known = ["role", "content"];
    private static readonly HashSet<string> KnownOfAssistant = ["role", "content", "tool_plan", "tool_calls", "citations"];
    private static readonly HashSet<string> KnownOfTool = ["role", "content", "tool_call_id"];

    public void Read(JsonElement root)
    {
        var index = 0;
        foreach (var message in JsonValue.Items(root, "messages"))
        {
            var path = BodyFields.At("messages", index++);
            if (fields.IsObject(message, path))
            {
                ReadMessage(message, path);
            }
        }

        if (index == 0)
        {
            fields.Wrong("messages", "a list of at least one message");
        }
    }

    private void ReadMessage(JsonElement message, string path)
    {
        var role = fields.Text(message, "role", path)?.ToLowerInvariant();
        fields.Unknown(message, role switch { "assistant" => KnownOfAssistant, "tool" => KnownOfTool, _ => Known }, path, request.Others);
        switch (role)
        {
            case "system":
                Add(message, path, ChatRole.System);
                break;
            case "developer":
                Add(message, path, ChatRole.Developer);
                break;
            case "user":
                Add(message, path, ChatRole.User);
                break;
            case "assistant":
                ReadAssistant(message, path);
                break;
            case "tool":
                ReadTool(message, path);
                break;
            default:
                fields.Wrong($"{path}.role", "system, user, assistant or tool");
                break;
        }
    }

    private void Add(JsonElement message, string path, ChatRole role)
    {
        var read = new ChatMessage(role);
        ReadContent(message, path, read.Parts);
        request.Messages.Add(read);
    }

    private void ReadAssistant(JsonElement message, string path)
    {
        var read = new ChatMessage(ChatRole.Assistant);
        ReadContent(message, path, read.Parts);
        if (fields.Text(message, "tool_plan", path) is { Length: > 0 } plan)
        {
            read.Parts.Add(new TextPart(plan));
        }

        ReadCitations(message, path, read);
        var index = 0;
        foreach (var call in fields.Items(message, "tool_calls", path))
        {
            var own = BodyFields.At($"{path}.tool_calls", index++);
            var function = JsonValue.Field(call, "function") ?? default;
            if (JsonValue.Text(call, "id") is not { Length: > 0 } id)
            {
                fields.Wrong($"{own}.id", "a string");
            }
            else if (JsonValue.Text(function, "name") is not { } name)
            {
                fields.Wrong($"{own}.function.name", "a string");
            }
            else
            {
                read.Parts.Add(new ToolCallPart(id, name, fields.Text(function, "arguments", $"{own}.function") ?? ""));
            }
        }

        request.Messages.Add(read);
    }

    private void ReadCitations(JsonElement message, string path, ChatMessage read)
    {
        var index = 0;
        foreach (var citation in JsonValue.Items(message, "citations"))
        {
            var own = BodyFields.At($"{path}.citations", index++);
            if (CohereCitations.Find(read.Parts, citation) is { } text)
            {
                text.Citations.AddRange(CohereCitations.Read(citation));
            }
            else
            {
                request.Others.Add(new(own, citation));
            }
        }
    }

    private void ReadTool(JsonElement message, string path)
    {
        if (fields.Text(message, "tool_call_id", path) is not { Length: > 0 } id)
        {
            fields.Wrong($"{path}.tool_call_id", "a string");
            return;
        }

        var result = new ToolResultPart(id);
        ReadContent(message, path, result.Content);

        // Results that follow one another answer the calls of one message.
        if (request.Messages is not [.., { Role: ChatRole.Tool } last])
        {
            request.Messages.Add(last = new ChatMessage(ChatRole.Tool));
        }

        last.Parts.Add(result);
    }

    private void ReadContent(JsonElement message, string path, List<ContentPart> parts)
    {
        if (JsonValue.Field(message, "content") is not { } content)
        {
            return;
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            if (fields.TextOf(content, "content", path) is { } text)
            {
                parts.Add(new TextPart(text));
            }

            return;
        }

        var index = 0;
        foreach (var part in content.EnumerateArray())
        {
            var own = BodyFields.At($"{path}.content", index++);
            if (JsonValue.Text(part) is { } text)
            {
                parts.Add(new TextPart(text));
            }
            else if (fields.IsObject(part, own))
            {
                ReadPart(part, own, parts);
            }
        }
    }

    private void ReadPart(JsonElement part, string path, List<ContentPart> parts)
    {
        switch (fields.Text(part, "type", path))
        {
            case "text":
                parts.Add(new TextPart(Required(part, "text", path)));
                break;
            case "thinking":
                parts.Add(new ThinkingPart(Required(part, "thinking", path)));
                break;
            case "image_url" when JsonValue.Field(part, "image_url") is { } image:
                parts.Add(new ImagePart(MediaSource.OfUrlOrData(JsonValue.Text(image) ?? Required(image, "url", $"{path}.image_url"))) { Detail = JsonValue.Text(image, "detail") });
                break;
            case "document" when JsonValue.Field(part, "document") is { } document:
                var data = JsonValue.Field(document, "data") ?? document;
                parts.Add(new TextPart(JsonValue.Text(data) ?? JsonValue.Raw(data)));
                break;
            default:
                request.IsOpenEnded = true;
                request.Others.Add(new(path, part));
                break;
        }
    }

    private string Required(JsonElement part, string name, string path)
    {
        if (JsonValue.Text(part, name) is { } text)
        {
            return text;
        }

        fields.Wrong($"{path}.{name}", "a string");
        return "";
    }
}
