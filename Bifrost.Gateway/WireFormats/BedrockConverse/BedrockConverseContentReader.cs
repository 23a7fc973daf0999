using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Reads messages and their blocks, each an object with one field that says its kind. Sources:
/// docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlock.html, …_SystemContentBlock, …_ToolResultContentBlock,
/// …_ReasoningContentBlock, …_CachePointBlock, …_CitationsContentBlock, …_GuardrailConverseContentBlock.
/// </summary>
internal sealed class BedrockConverseContentReader(BodyFields fields, ChatRequest request)
{
    private readonly BedrockConverseMediaReader _media = new(fields, request);

    public void ReadMessage(JsonElement message, string path)
    {
        if (!fields.IsObject(message, path))
        {
            return;
        }

        var parts = new List<ContentPart>();
        ReadContent(JsonValue.Field(message, "content") ?? default, $"{path}.content", parts);
        switch (fields.Needed(message, "role", path))
        {
            case "user":
                Check(path, parts.TrueForAll(x => x is not (ToolCallPart or ThinkingPart or RedactedThinkingPart)));
                AddUser(parts);
                break;
            case "assistant":
                Check(path, parts.TrueForAll(x => x is not ToolResultPart));
                Add(ChatRole.Assistant, parts);
                break;
            default:
                fields.Wrong($"{path}.role", "user or assistant");
                break;
        }
    }

    public void ReadContent(JsonElement content, string path, List<ContentPart> into)
    {
        if (content.ValueKind != JsonValueKind.Array)
        {
            fields.Wrong(path, "an array of blocks");
            return;
        }

        var index = 0;
        foreach (var block in content.EnumerateArray())
        {
            var at = BodyFields.At(path, index++);
            if (block.ValueKind != JsonValueKind.Object)
            {
                fields.Wrong(at, "a block of content");
            }
            else if (!TryReadBlock(block, at, into))
            {
                // A kind that no other dialect has: told as left out.
                request.IsOpenEnded = true;
                request.Others.Add(new(at, block));
            }
        }
    }

    private void Check(string path, bool right)
    {
        if (!right)
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

    private bool TryReadBlock(JsonElement block, string path, List<ContentPart> into)
    {
        if (JsonValue.Field(block, "text") is not null)
        {
            into.Add(new TextPart(fields.Needed(block, "text", path)));
            return true;
        }

        if (fields.Object(block, "cachePoint", path) is { } point)
        {
            // Before a message's first block it keeps what came before the message.
            var marker = new CacheMarker(fields.Text(point, "ttl", $"{path}.cachePoint"));
            if ((into is [.., var here] ? here : request.Messages is [.., { Parts: [.., var before] }] ? before : null) is { } marked)
            {
                marked.Cache = marker;
            }
            else
            {
                request.Others.Add(new($"{path}.cachePoint", point));
            }

            return true;
        }

        var part = _media.Read(block, path) ?? Told(block, path);
        if (part is not null)
        {
            into.Add(part);
        }

        return part is not null;
    }

    private ContentPart? Told(JsonElement block, string path)
    {
        if (fields.Object(block, "toolUse", path) is { } call)
        {
            var at = $"{path}.toolUse";
            return new ToolCallPart(fields.Needed(call, "toolUseId", at), fields.Needed(call, "name", at), fields.Object(call, "input", at)?.GetRawText() ?? "");
        }

        if (fields.Object(block, "toolResult", path) is { } result)
        {
            return ToolResult(result, $"{path}.toolResult");
        }

        if (fields.Object(block, "reasoningContent", path) is { } reasoning)
        {
            return Reasoning(reasoning, $"{path}.reasoningContent");
        }

        if (fields.Object(block, "citationsContent", path) is { } cited)
        {
            return Cited(cited);
        }

        if (JsonValue.Field(block, "json") is { } json)
        {
            return new TextPart(json.GetRawText());
        }

        if (fields.Object(block, "guardContent", path) is { } guard && fields.Object(guard, "text", $"{path}.guardContent") is { } guarded)
        {
            // What the guardrail makes of it, the vendor alone knows.
            request.IsOpenEnded = true;
            request.Others.Add(new($"{path}.guardContent", guard));
            return new TextPart(fields.Needed(guarded, "text", $"{path}.guardContent.text"));
        }

        return null;
    }

    /// <summary>A text with its sources, as answers have it too.</summary>
    public static TextPart Cited(JsonElement cited)
    {
        var part = new TextPart(string.Concat(JsonValue.Items(cited, "content").Select(x => JsonValue.Text(x, "text"))));
        part.Citations.AddRange(JsonValue.Items(cited, "citations").Select(BedrockConverseCitations.Read));
        return part;
    }

    private ContentPart? Reasoning(JsonElement reasoning, string path)
    {
        if (fields.Object(reasoning, "reasoningText", path) is { } text)
        {
            var signature = fields.Text(text, "signature", $"{path}.reasoningText");
            return new ThinkingPart(fields.Text(text, "text", $"{path}.reasoningText") ?? "") { Signature = signature is { Length: > 0 } ? signature : null };
        }

        return fields.Text(reasoning, "redactedContent", path) is { } redacted ? new RedactedThinkingPart(RedactedContent.FromWire(redacted)) : null;
    }

    private ToolResultPart ToolResult(JsonElement result, string path)
    {
        var part = new ToolResultPart(fields.Needed(result, "toolUseId", path)) { IsError = fields.Text(result, "status", path) == "error" };
        ReadContent(JsonValue.Field(result, "content") ?? default, $"{path}.content", part.Content);
        Check(path, part.Content.TrueForAll(x => x is TextPart or ImagePart or FilePart));
        return part;
    }
}
