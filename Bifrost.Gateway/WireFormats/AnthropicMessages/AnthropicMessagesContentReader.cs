using System.Collections.Frozen;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// Reads messages and their blocks. Sources: platform.claude.com/docs/en/api/messages/create,
/// …/build-with-claude/vision, …/pdf-support, …/citations, …/search-results, …/extended-thinking.
/// </summary>
internal sealed class AnthropicMessagesContentReader(BodyFields fields, ChatRequest request)
{
    private static readonly FrozenSet<string> KnownOfMessage = FrozenSet.ToFrozenSet(["role", "content"]);

    // Of all kinds: none has a field that means something else in another.
    private static readonly FrozenSet<string> KnownOfBlock = FrozenSet.ToFrozenSet(
    [
        "type", "text", "citations", "cache_control", "source", "title", "context", "content", "thinking", "signature", "data", "id", "name", "input",
        "tool_use_id", "is_error", "tool", "tool_name",
    ]);

    /// <summary>Where tools may come and go within the conversation; null elsewhere.</summary>
    public AnthropicMessagesToolReader? Tools { get; init; }

    public void ReadMessage(JsonElement message, string path)
    {
        if (!fields.IsObject(message, path))
        {
            return;
        }

        var parts = new List<ContentPart>();
        if (JsonValue.Field(message, "content") is { } content)
        {
            ReadContent(content, $"{path}.content", parts);
        }
        else
        {
            fields.Wrong($"{path}.content", "given");
        }

        fields.Unknown(message, KnownOfMessage, path, request.Others);
        Take(fields.Needed(message, "role", path), parts, path);
    }

    private void Take(string role, List<ContentPart> parts, string path)
    {
        switch (role)
        {
            case "user":
                Refuse(path, parts.Exists(x => x is ToolCallPart or ThinkingPart or RedactedThinkingPart));
                AddUser(parts);
                break;
            case "assistant":
                Refuse(path, parts.Exists(x => x is ToolResultPart));
                Add(ChatRole.Assistant, parts);
                break;
            case "system":
                Refuse(path, parts.Exists(x => x is not TextPart));
                if (parts.Count > 0)
                {
                    Add(ChatRole.System, parts);
                }

                break;
            default:
                fields.Wrong($"{path}.role", "user or assistant");
                break;
        }
    }

    /// <summary>Content as text or as blocks.</summary>
    public void ReadContent(JsonElement content, string path, List<ContentPart> into)
    {
        if (JsonValue.Text(content) is { } text)
        {
            into.Add(new TextPart(text));
            return;
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            fields.Wrong(path, "text or an array of blocks");
            return;
        }

        var index = 0;
        foreach (var block in content.EnumerateArray())
        {
            ReadBlock(block, BodyFields.At(path, index++), into);
        }
    }

    public CacheMarker? Marker(JsonElement block, string path) =>
        fields.Object(block, "cache_control", path) is { } marker ? new CacheMarker(fields.Text(marker, "ttl", BodyFields.At(path, "cache_control"))) : null;

    private void Refuse(string path, bool misplaced)
    {
        if (misplaced)
        {
            fields.Wrong($"{path}.content", "of blocks that this role may have");
        }
    }

    private void AddUser(List<ContentPart> parts)
    {
        var results = parts.FindAll(x => x is ToolResultPart);
        if (results.Count > 0)
        {
            Add(ChatRole.Tool, results);
            parts.RemoveAll(x => x is ToolResultPart);
        }

        if (parts.Count > 0 || results.Count == 0)
        {
            Add(ChatRole.User, parts);
        }
    }

    private void Add(ChatRole role, List<ContentPart> parts)
    {
        var message = new ChatMessage(role);
        message.Parts.AddRange(parts);
        request.Messages.Add(message);
    }

    private void ReadBlock(JsonElement block, string path, List<ContentPart> into)
    {
        if (block.ValueKind != JsonValueKind.Object)
        {
            fields.Wrong(path, "a block of content");
            return;
        }

        var before = into.Count;
        if (!TryReadBlock(fields.Needed(block, "type", path), block, path, into))
        {
            // A tool that the vendor ran itself, or a kind that nobody knows yet: told as left out.
            request.IsOpenEnded = true;
            request.Others.Add(new(path, block));
            return;
        }

        fields.Unknown(block, KnownOfBlock, path, request.Others);

        if (Marker(block, path) is not { } marker)
        {
            return;
        }

        if (into.Count > before)
        {
            into[^1].Cache = marker;
        }
        else
        {
            request.Others.Add(new($"{path}.cache_control", JsonValue.Field(block, "cache_control")!.Value));
        }
    }

    // A reference names a tool for the model; the tool itself stands with the others, whether or not it was put off.
    private bool TryReadBlock(string type, JsonElement block, string path, List<ContentPart> into)
    {
        switch (type)
        {
            case "text":
                into.Add(Text(block, path));
                break;
            case "image" when fields.Object(block, "source", path) is { } source:
                into.Add(new ImagePart(new AnthropicMessagesSource(fields, request).Read(source, $"{path}.source")));
                break;
            case "document":
                new AnthropicMessagesSource(fields, request).ReadDocument(block, path, into);
                break;
            case "search_result":
                new AnthropicMessagesSource(fields, request).ReadSearchResult(block, path, into);
                break;
            case "thinking":
                into.Add(new ThinkingPart(fields.Text(block, "thinking", path) ?? "") { Signature = Signature(block, path) });
                break;
            case "redacted_thinking":
                into.Add(new RedactedThinkingPart(fields.Needed(block, "data", path)));
                break;
            case "tool_use":
                into.Add(new ToolCallPart(fields.Needed(block, "id", path), fields.Needed(block, "name", path), fields.Object(block, "input", path)?.GetRawText() ?? ""));
                break;
            case "tool_result":
                into.Add(ToolResult(block, path));
                break;
            case "tool_reference":
                into.Add(new TextPart(fields.Needed(block, "tool_name", path)));
                break;
            case "tool_addition" or "tool_removal" when Tools is not null:
                Tools.ReadChange(block, path, type == "tool_removal");
                break;
            default:
                return false;
        }

        return true;
    }

    private TextPart Text(JsonElement block, string path)
    {
        var part = new TextPart(fields.Needed(block, "text", path));
        foreach (var citation in fields.Items(block, "citations", path))
        {
            part.Citations.Add(AnthropicMessagesCitations.Read(citation));
        }

        return part;
    }

    private string? Signature(JsonElement block, string path) => fields.Text(block, "signature", path) is { Length: > 0 } text ? text : null;

    private ToolResultPart ToolResult(JsonElement block, string path)
    {
        var part = new ToolResultPart(fields.Needed(block, "tool_use_id", path)) { IsError = fields.Flag(block, "is_error", path) ?? false };
        if (JsonValue.Field(block, "content") is { } content)
        {
            ReadContent(content, $"{path}.content", part.Content);
            Refuse(path, part.Content.Exists(x => x is not (TextPart or ImagePart or FilePart)));
        }

        return part;
    }
}
