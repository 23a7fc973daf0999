using System.Globalization;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// Reads <c>systemInstruction</c> and <c>contents</c> (ai.google.dev/api/caching#Content). Calls of functions may lack ids there: such
/// a call gets one by its place in the history, the same in every turn, and its response is found by name and order.
/// </summary>
internal sealed class GeminiContentReader(ChatRequest request, BodyFields fields)
{
    // "A Part must only contain one of the accepted types": whoever takes two would be sent more than was counted.
    private static readonly HashSet<string> Kinds = ["text", "functionCall", "functionResponse", "inlineData", "fileData", "executableCode", "codeExecutionResult"];

    private readonly PendingCalls _pending = new();
    private int _calls;

    public void ReadSystem(JsonElement root)
    {
        if (GeminiFields.Get(root, "systemInstruction") is not { } system)
        {
            return;
        }

        var message = new ChatMessage(ChatRole.System);
        if (JsonValue.Text(system) is { } text)
        {
            message.Parts.Add(new TextPart(text));
        }
        else if (fields.IsObject(system, "systemInstruction"))
        {
            var results = new ChatMessage(ChatRole.Tool);
            ReadParts(system, "systemInstruction", message, results);
            if (results.Parts.Count > 0)
            {
                fields.Wrong("systemInstruction.parts", "of texts: nobody has called a function yet");
            }
        }

        if (message.Parts.Count > 0)
        {
            request.Messages.Add(message);
        }
    }

    public void ReadContents(JsonElement root)
    {
        var index = 0;
        foreach (var content in GeminiFields.Items(root, "contents"))
        {
            var path = BodyFields.At("contents", index++);
            if (JsonValue.Text(content) is { } text)
            {
                request.Messages.Add(new ChatMessage(ChatRole.User, text));
            }
            else if (fields.IsObject(content, path))
            {
                ReadContent(content, path);
            }
        }

        if (index == 0)
        {
            fields.Wrong("contents", "a list of at least one content");
        }
    }

    private void ReadContent(JsonElement content, string path)
    {
        ChatRole? role = fields.Text(content, "role", path) switch
        {
            null or "" or "user" or "function" or "tool" => ChatRole.User,
            "model" or "assistant" => ChatRole.Assistant,
            "system" => ChatRole.System,
            _ => null,
        };
        if (role is null)
        {
            fields.Wrong($"{path}.role", "user or model");
            return;
        }

        var (message, results) = (new ChatMessage(role.Value), new ChatMessage(ChatRole.Tool));
        ReadParts(content, path, message, results);
        if (results.Parts.Count > 0)
        {
            request.Messages.Add(results);
        }

        if (message.Parts.Count > 0)
        {
            request.Messages.Add(message);
        }
    }

    private void ReadParts(JsonElement content, string path, ChatMessage message, ChatMessage results)
    {
        var index = 0;
        foreach (var part in GeminiFields.Items(content, "parts"))
        {
            var own = BodyFields.At($"{path}.parts", index++);
            if (JsonValue.Text(part) is { } text)
            {
                message.Parts.Add(new TextPart(text));
            }
            else if (fields.IsObject(part, own))
            {
                CheckKind(part, own);
                ReadPart(part, own, message, results);
            }
        }
    }

    /// <summary>Thoughts and calls carry one; a file or a result has no place for it elsewhere.</summary>
    private void KeepSignature(JsonElement part, string path, string? signature)
    {
        if (signature is not null && (GeminiFields.Get(part, "text") ?? GeminiFields.Get(part, "functionCall")) is null && KindsOf(part) > 0)
        {
            GeminiFields.Keep(part, path, request, "thoughtSignature");
        }
    }

    private static int KindsOf(JsonElement part) =>
        part.EnumerateObject().Count(x => JsonValue.NameOf(x) is { } name && Kinds.Contains(GeminiFields.Camel(name)) && x.Value.ValueKind != JsonValueKind.Null);

    private void CheckKind(JsonElement part, string path)
    {
        if (KindsOf(part) > 1)
        {
            fields.Wrong(path, "one thing: a text, a call, a result, or a file");
        }
    }

    private void ReadPart(JsonElement part, string path, ChatMessage message, ChatMessage results)
    {
        var signature = fields.TextOf(GeminiFields.Get(part, "thoughtSignature"), "thoughtSignature", path);
        GeminiFields.Keep(part, path, request, "videoMetadata", "mediaResolution", "partMetadata");
        KeepSignature(part, path, signature);
        if (GeminiFields.Get(part, "text") is { } text)
        {
            ReadText(part, fields.TextOf(text, "text", path) ?? "", signature, message);
        }
        else if (GeminiFields.Get(part, "functionCall") is { } call)
        {
            ReadCall(call, $"{path}.functionCall", signature, message);
        }
        else if (GeminiFields.Get(part, "functionResponse") is { } response)
        {
            ReadResponse(response, $"{path}.functionResponse", results);
        }
        else if (GeminiMedia.Read(part, path, fields, request) is { } media)
        {
            message.Parts.Add(media);
        }
        else if (GeminiFields.Get(part, "executableCode") is { } code)
        {
            request.IsOpenEnded = true;
            message.Parts.Add(new TextPart(GeminiCode.Fence(JsonValue.Text(code, "code") ?? "", "python")));
        }
        else if (GeminiFields.Get(part, "codeExecutionResult") is { } result)
        {
            request.IsOpenEnded = true;
            message.Parts.Add(new TextPart(GeminiCode.Fence(JsonValue.Text(result, "output") ?? "", "")));
        }
        else if (signature is not null)
        {
            ReadText(part, "", signature, message);
        }
        else
        {
            ReadUnknown(part, path);
        }
    }

    /// <summary>Of a kind that is not known here: whatever it is, it becomes input.</summary>
    private void ReadUnknown(JsonElement part, string path)
    {
        request.IsOpenEnded = true;
        request.Others.Add(new(path, part));
    }

    /// <summary>A text's own signature stands in a thought without words behind it: that is how Google's streams bring it.</summary>
    private static void ReadText(JsonElement part, string text, string? signature, ChatMessage message)
    {
        var (value, isRedacted) = signature is null ? (null, false) : GeminiSignature.Unwrap(signature);
        if (isRedacted)
        {
            message.Parts.Add(new RedactedThinkingPart(value!));
            if (text.Length > 0)
            {
                message.Parts.Add(new TextPart(text));
            }
        }
        else if (GeminiFields.Get(part, "thought")?.ValueKind == JsonValueKind.True)
        {
            message.Parts.Add(new ThinkingPart(text) { Signature = value });
        }
        else
        {
            if (text.Length > 0 || value is null)
            {
                message.Parts.Add(new TextPart(text));
            }

            if (value is not null)
            {
                message.Parts.Add(new ThinkingPart("") { Signature = value });
            }
        }
    }

    private void ReadCall(JsonElement call, string path, string? signature, ChatMessage message)
    {
        var name = fields.Text(call, "name", path) ?? "";
        var args = fields.ObjectOf(GeminiFields.Get(call, "args"), "args", path);
        if (name.Length == 0)
        {
            fields.Wrong($"{path}.name", "the name of a function");
        }

        _calls++;
        var id = fields.Text(call, "id", path) is { Length: > 0 } own ? own : MadeUp(_calls);
        _pending.Add(id, name);
        message.Parts.Add(new ToolCallPart(id, name, args is { } there ? JsonValue.Raw(there) : "")
        {
            Signature = signature is null or GeminiModel.NoSignature ? null : GeminiSignature.Unwrap(signature).Value,
        });
    }

    private void ReadResponse(JsonElement response, string path, ChatMessage results)
    {
        var name = fields.Text(response, "name", path) ?? "";
        var id = fields.Text(response, "id", path);
        var result = new ToolResultPart(Match(id, name)) { Name = name };
        GeminiFunctionResponse.Read(response, path, result, request, fields);
        results.Parts.Add(result);
    }

    private string Match(string? id, string name) =>
        (string.IsNullOrEmpty(id) ? _pending.TakeByName(name) : _pending.TakeById(id))?.Id ?? (string.IsNullOrEmpty(id) ? MadeUp(++_calls) : id);

    private static string MadeUp(int number) => string.Create(CultureInfo.InvariantCulture, $"call_{number}");
}
