using System.Globalization;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>
/// Reads <c>messages</c>. Thoughts come as <c>reasoning_details</c> (openrouter.ai/docs/use-cases/reasoning-tokens),
/// <c>thinking_blocks</c> (docs.litellm.ai/docs/reasoning_content) or plain as <c>reasoning_content</c> or <c>reasoning</c>; Gemini's
/// signature of a call as <c>extra_content.google.thought_signature</c> (ai.google.dev/gemini-api/docs/thought-signatures).
/// </summary>
internal sealed class OpenAiChatMessageReader(ChatRequest request, BodyFields fields)
{
    private static readonly HashSet<string> Known =
    [
        "role", "content", "name", "tool_calls", "tool_call_id", "function_call", "refusal", "audio", "cache_control", "reasoning_content", "reasoning",
        "reasoning_details", "thinking_blocks",
    ];

    private readonly OpenAiChatPartReader _parts = new(request, fields);

    // A function of old has no ids: its answer belongs to the last call of its name.
    private readonly Dictionary<string, string> _lastCalls = [];
    private readonly HashSet<string> _customCalls = [];

    public void Read(JsonElement root)
    {
        var index = 0;
        foreach (var message in fields.Items(root, "messages"))
        {
            var path = BodyFields.At("messages", index++);
            if (fields.IsObject(message, path))
            {
                ReadMessage(message, path, index);
            }
        }
    }

    private void ReadMessage(JsonElement message, string path, int number)
    {
        fields.Unknown(message, Known, path, request.Others);
        switch (fields.Needed(message, "role", path))
        {
            case "system":
                ReadPlain(message, path, ChatRole.System);
                break;
            case "developer":
                ReadPlain(message, path, ChatRole.Developer);
                break;
            case "user":
                ReadPlain(message, path, ChatRole.User);
                break;
            case "assistant":
                ReadAssistant(message, path, number);
                break;
            case "tool":
                ReadResult(message, path, fields.Needed(message, "tool_call_id", path));
                break;
            case "function":
                var name = fields.Needed(message, "name", path);
                ReadResult(message, path, _lastCalls.GetValueOrDefault(name, $"call_{name}"));
                break;
            default:
                fields.Wrong($"{path}.role", "system, developer, user, assistant or tool");
                break;
        }
    }

    private ChatMessage ReadPlain(JsonElement message, string path, ChatRole role)
    {
        var read = new ChatMessage(role) { Name = fields.Text(message, "name", path) };
        _parts.Read(message, path, read.Parts);
        if (role != ChatRole.Assistant)
        {
            ReadCache(message, path, read);
        }

        request.Messages.Add(read);
        return read;
    }

    /// <summary>Of a message as a whole: it stands at its last part.</summary>
    private void ReadCache(JsonElement message, string path, ChatMessage read)
    {
        if (OpenAiChatPartReader.CacheOf(message) is not { } marker)
        {
            return;
        }

        if (read.Parts is [.., var last])
        {
            last.Cache ??= marker;
        }
        else
        {
            request.Others.Add(new(BodyFields.At(path, "cache_control"), JsonValue.Field(message, "cache_control")!.Value));
        }
    }

    private void ReadResult(JsonElement message, string path, string id)
    {
        var result = new ToolResultPart(id) { Name = fields.Text(message, "name", path), Cache = OpenAiChatPartReader.CacheOf(message), IsCustom = _customCalls.Contains(id) };
        _parts.Read(message, path, result.Content);
        // Answers to calls that were made at once stand in one message.
        if (request.Messages is not [.., { Role: ChatRole.Tool } last])
        {
            request.Messages.Add(last = new ChatMessage(ChatRole.Tool));
        }

        last.Parts.Add(result);
    }

    private void ReadAssistant(JsonElement message, string path, int number)
    {
        var read = ReadPlain(message, path, ChatRole.Assistant);
        read.Parts.InsertRange(0, OpenAiThoughts.Read(message, path, fields));
        if (fields.Text(message, "refusal", path) is { } refusal)
        {
            read.Parts.Add(new RefusalPart(refusal));
        }

        if (fields.Object(message, "audio", path) is { } audio)
        {
            request.IsOpenEnded = true;
            read.Parts.Add(new AudioPart(MediaSource.OfFile(fields.Needed(audio, "id", $"{path}.audio"))) { Id = JsonValue.Text(audio, "id") });
        }

        var index = 0;
        foreach (var call in fields.Items(message, "tool_calls", path))
        {
            ReadCall(call, BodyFields.At($"{path}.tool_calls", index++), read);
        }

        if (fields.Object(message, "function_call", path) is { } function)
        {
            read.Parts.Add(ReadFunction(function, $"{path}.function_call", string.Create(CultureInfo.InvariantCulture, $"call_legacy_{number}")));
        }

        ReadCache(message, path, read);
    }

    private void ReadCall(JsonElement call, string path, ChatMessage message)
    {
        if (!fields.IsObject(call, path))
        {
            return;
        }

        if (fields.Object(call, "function", path) is not { } function)
        {
            if (fields.Object(call, "custom", path) is { } custom)
            {
                var (id, name) = (fields.Needed(call, "id", path), fields.Needed(custom, "name", $"{path}.custom"));
                _customCalls.Add(id);
                message.Parts.Add(new ToolCallPart(id, name, CustomTools.Arguments(fields.Text(custom, "input", $"{path}.custom") ?? "")) { IsCustom = true });
                return;
            }

            if (JsonValue.Text(call, "type") is null or "function")
            {
                fields.Missing($"{path}.function");
            }

            request.Untranslatable ??= new ScanError(path, "A call of this kind is known to its own vendor alone.");
            return;
        }

        var read = ReadFunction(function, $"{path}.function", fields.Needed(call, "id", path));
        read.Signature = OpenAiThoughts.SignatureOf(call);
        read.Cache = OpenAiChatPartReader.CacheOf(call);
        message.Parts.Add(read);
    }

    private ToolCallPart ReadFunction(JsonElement function, string path, string id)
    {
        var name = fields.Needed(function, "name", path);
        _lastCalls[name] = id;
        return new ToolCallPart(id, name, fields.Text(function, "arguments", path) ?? "");
    }
}
