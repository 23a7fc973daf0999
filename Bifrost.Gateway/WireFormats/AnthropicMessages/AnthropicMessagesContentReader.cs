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
        if (message.ValueKind != JsonValueKind.Object)
        {
            fields.Wrong(path, "an object");
            return;
        }

        var parts = new List<ContentPart>();
        if (JsonValue.Field(message, "content") is { } content)
        {
            ReadContent(content, path + ".content", parts);
        }
        else
        {
            fields.Wrong(path + ".content", "given");
        }

        fields.Unknown(message, KnownOfMessage, path + ".", request.Others);
        Take(fields.Needed(message, "role", path + "."), parts, path);
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
                fields.Wrong(path + ".role", "user or assistant");
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
            ReadBlock(block, $"{path}[{index++}]", into);
        }
    }

    public CacheMarker? Marker(JsonElement block, string prefix) =>
        fields.Object(block, "cache_control", prefix) is { } marker ? new CacheMarker(fields.Text(marker, "ttl", prefix + "cache_control.")) : null;

    private void Refuse(string path, bool misplaced)
    {
        if (misplaced)
        {
            fields.Wrong(path + ".content", "of blocks that this role may have");
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
        if (!TryReadBlock(fields.Needed(block, "type", path + "."), block, path + ".", into))
        {
            // A tool that the vendor ran itself, or a kind that nobody knows yet: told as left out.
            request.IsOpenEnded = true;
            request.Others.Add(new(path, block));
        }

        else
        {
            fields.Unknown(block, KnownOfBlock, path + ".", request.Others);
        }

        if (into.Count > before)
        {
            into[^1].Cache = Marker(block, path + ".");
        }
    }

    // A reference names a tool for the model; the tool itself stands with the others, whether or not it was put off.
    private bool TryReadBlock(string type, JsonElement block, string prefix, List<ContentPart> into)
    {
        switch (type)
        {
            case "text":
                into.Add(Text(block, prefix));
                break;
            case "image" when fields.Object(block, "source", prefix) is { } source:
                into.Add(new ImagePart(new AnthropicMessagesSource(fields, request).Read(source, prefix + "source.")));
                break;
            case "document":
                new AnthropicMessagesSource(fields, request).ReadDocument(block, prefix, into);
                break;
            case "search_result":
                new AnthropicMessagesSource(fields, request).ReadSearchResult(block, prefix, into);
                break;
            case "thinking":
                into.Add(new ThinkingPart(fields.Text(block, "thinking", prefix) ?? "") { Signature = Signature(block, prefix) });
                break;
            case "redacted_thinking":
                into.Add(new RedactedThinkingPart(fields.Needed(block, "data", prefix)));
                break;
            case "tool_use":
                into.Add(new ToolCallPart(fields.Needed(block, "id", prefix), fields.Needed(block, "name", prefix), fields.Object(block, "input", prefix)?.GetRawText() ?? ""));
                break;
            case "tool_result":
                into.Add(ToolResult(block, prefix));
                break;
            case "tool_reference":
                into.Add(new TextPart(fields.Needed(block, "tool_name", prefix)));
                break;
            case "tool_addition" or "tool_removal" when Tools is not null:
                Tools.ReadChange(block, prefix, type == "tool_removal");
                break;
            default:
                return false;
        }

        return true;
    }

    private TextPart Text(JsonElement block, string prefix)
    {
        var part = new TextPart(fields.Needed(block, "text", prefix));
        foreach (var citation in fields.Items(block, "citations", prefix))
        {
            part.Citations.Add(AnthropicMessagesCitations.Read(citation));
        }

        return part;
    }

    private string? Signature(JsonElement block, string prefix) => fields.Text(block, "signature", prefix) is { Length: > 0 } text ? text : null;

    private ToolResultPart ToolResult(JsonElement block, string prefix)
    {
        var part = new ToolResultPart(fields.Needed(block, "tool_use_id", prefix)) { IsError = fields.Flag(block, "is_error", prefix) ?? false };
        if (JsonValue.Field(block, "content") is { } content)
        {
            ReadContent(content, prefix + "content", part.Content);
            Refuse(prefix.TrimEnd('.'), part.Content.Exists(x => x is not (TextPart or ImagePart or FilePart)));
        }

        return part;
    }
}
