using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>, and <c>functions</c> and <c>function_call</c>, which came before them.</summary>
internal sealed class OpenAiChatToolReader(ChatRequest request, OpenAiFields fields)
{
    public void Read(JsonElement root)
    {
        var index = 0;
        foreach (var tool in fields.Items(root, "tools", "tools"))
        {
            ReadTool(tool, OpenAiFields.At("tools", index++));
        }

        index = 0;
        foreach (var function in fields.Items(root, "functions", "functions"))
        {
            var path = OpenAiFields.At("functions", index++);
            if (fields.IsObject(function, path))
            {
                request.Tools.Add(ReadFunction(function, path, fields));
            }
        }

        request.ParallelToolCalls = fields.Flag(root, "parallel_tool_calls", "parallel_tool_calls");
        ReadChoice(root, "tool_choice");
        if (request.ToolChoice is null)
        {
            ReadChoice(root, "function_call");
        }
    }

    /// <summary>Name, description, parameters and strictness: within <c>function</c> in chat, flat in responses.</summary>
    public static ToolDefinition ReadFunction(JsonElement function, string path, OpenAiFields fields) => new(fields.Needed(function, "name", $"{path}.name"))
    {
        Description = fields.Text(function, "description", $"{path}.description"),
        Parameters = fields.Object(function, "parameters", $"{path}.parameters"),
        Strict = fields.Flag(function, "strict", $"{path}.strict"),
    };

    private void ReadTool(JsonElement tool, string path)
    {
        if (!fields.IsObject(tool, path))
        {
            return;
        }

        var type = fields.Needed(tool, "type", $"{path}.type");
        if (type == "function")
        {
            if (fields.Object(tool, "function", $"{path}.function") is not { } function)
            {
                fields.Complain($"{path}.function", $"'{path}.function' is required.");
                return;
            }

            var read = ReadFunction(function, $"{path}.function", fields);
            read.Cache = OpenAiChatPartReader.CacheOf(tool) ?? OpenAiChatPartReader.CacheOf(function);
            request.Tools.Add(read);
            return;
        }

        // A custom tool runs at the caller; any other finds as much as it likes.
        request.IsUnbounded |= type != "custom";
        var name = JsonValue.Field(tool, "custom") is { } custom ? JsonValue.Text(custom, "name") : null;
        request.Tools.Add(new ToolDefinition(name ?? type) { Native = tool });
    }

    /// <summary>Reads <c>tool_choice</c> of either dialect; the tools must have been read, since it may name some of them alone.</summary>
    public void ReadChoice(JsonElement root, string name)
    {
        if (JsonValue.Field(root, name) is not { } value)
        {
            return;
        }

        var named = JsonValue.Field(value, "function") ?? JsonValue.Field(value, "custom") ?? value;
        request.ToolChoice = JsonValue.Text(value) switch
        {
            "auto" => new ToolChoice(ToolChoiceKind.Auto),
            "none" => new ToolChoice(ToolChoiceKind.None),
            "required" or "any" => new ToolChoice(ToolChoiceKind.Required),
            null when JsonValue.Text(value, "type") == "allowed_tools" => ReadAllowed(JsonValue.Field(value, "allowed_tools") ?? value),
            null when JsonValue.Text(named, "name") is { } tool => new ToolChoice(ToolChoiceKind.Named, tool),
            _ => null,
        };
        if (request.ToolChoice is null && JsonValue.Text(value, "type") is not null and not "function")
        {
            request.Untranslatable ??= new ScanError(name, "A tool of this kind is known to its own vendor alone.");
        }
        else if (request.ToolChoice is null)
        {
            fields.Complain(name, $"'{name}' must be none, auto, required, or name a tool.");
        }
    }

    /// <summary>Some of the tools alone: the others are left out, which has the same effect.</summary>
    private ToolChoice ReadAllowed(JsonElement allowed)
    {
        var names = new HashSet<string>();
        foreach (var tool in JsonValue.Items(allowed, "tools"))
        {
            if ((JsonValue.Text(tool, "name") ?? (JsonValue.Field(tool, "function") is { } function ? JsonValue.Text(function, "name") : null)) is { } name)
            {
                names.Add(name);
            }
        }

        request.Tools.RemoveAll(x => !names.Contains(x.Name));
        return new ToolChoice(JsonValue.Text(allowed, "mode") == "required" ? ToolChoiceKind.Required : ToolChoiceKind.Auto);
    }
}
