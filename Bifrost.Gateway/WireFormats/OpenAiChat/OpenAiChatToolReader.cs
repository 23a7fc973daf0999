using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>, and <c>functions</c> and <c>function_call</c>, which came before them.</summary>
internal sealed class OpenAiChatToolReader(ChatRequest request, BodyFields fields)
{
    private static readonly HashSet<string> KnownOfTool = ["type", "function", "cache_control"];
    private static readonly HashSet<string> KnownOfFunction = ["name", "description", "parameters", "strict", "cache_control"];

    public void Read(JsonElement root)
    {
        var index = 0;
        foreach (var tool in fields.Items(root, "tools"))
        {
            ReadTool(tool, BodyFields.At("tools", index++));
        }

        index = 0;
        foreach (var function in fields.Items(root, "functions"))
        {
            var path = BodyFields.At("functions", index++);
            if (fields.IsObject(function, path))
            {
                request.Tools.Add(ReadFunction(function, path, fields));
            }
        }

        request.ParallelToolCalls = fields.Flag(root, "parallel_tool_calls");
        ReadChoice(root, "tool_choice");
        if (request.ToolChoice is null)
        {
            ReadChoice(root, "function_call");
        }
    }

    /// <summary>Name, description, parameters and strictness: within <c>function</c> in chat, flat in responses.</summary>
    public static ToolDefinition ReadFunction(JsonElement function, string path, BodyFields fields, string? space = null)
    {
        var name = fields.Needed(function, "name", path);
        return new(ToolNamespace.Join(space, name))
        {
            Description = fields.Text(function, "description", path),
            Parameters = fields.Object(function, "parameters", path),
            Strict = fields.Flag(function, "strict", path),
            Caller = space is null ? null : new CallerTool(CallerToolKind.Function, name, space),
            Path = path,
        };
    }

    /// <summary>A tool whose input is plain text: within <c>custom</c> in chat, flat in responses, and so is its grammar.</summary>
    public static ToolDefinition ReadCustom(JsonElement custom, string path, string? space, BodyFields fields)
    {
        var name = fields.Needed(custom, "name", path);
        var format = fields.Object(custom, "format", path) ?? default;
        var (inner, at) = JsonValue.Field(format, "grammar") is { } nested ? (nested, $"{path}.format.grammar") : (format, $"{path}.format");
        var grammar = JsonValue.Text(format, "type") == "grammar"
            ? new ToolGrammar(fields.Needed(inner, "syntax", at), fields.Needed(inner, "definition", at))
            : null;
        return new(ToolNamespace.Join(space, name))
        {
            Description = fields.Text(custom, "description", path),
            Parameters = CustomTools.Schema(grammar),
            Caller = new CallerTool(CallerToolKind.Custom, name, space) { Grammar = grammar },
            Path = path,
        };
    }

    private void ReadTool(JsonElement tool, string path)
    {
        if (!fields.IsObject(tool, path))
        {
            return;
        }

        var type = fields.Needed(tool, "type", path);
        if (type == "function")
        {
            if (fields.Object(tool, "function", path) is not { } function)
            {
                fields.Missing($"{path}.function");
                return;
            }

            var read = ReadFunction(function, $"{path}.function", fields);
            fields.Unknown(tool, KnownOfTool, path, request.Others);
            fields.Unknown(function, KnownOfFunction, $"{path}.function", request.Others);
            read.Cache = OpenAiChatPartReader.CacheOf(tool) ?? OpenAiChatPartReader.CacheOf(function);
            request.Tools.Add(read);
            return;
        }

        if (type == "custom" && fields.Object(tool, "custom", path) is { } custom)
        {
            request.Tools.Add(ReadCustom(custom, $"{path}.custom", null, fields));
            return;
        }

        // A custom tool runs at the caller; any other finds as much as it likes.
        request.HasHostedTools |= type != "custom";
        request.Tools.Add(new ToolDefinition(type) { Native = tool, IsAid = type.Contains("web_search", StringComparison.Ordinal), Path = path });
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
            null when JsonValue.Text(named, "name") is { } tool => new ToolChoice(ToolChoiceKind.Named, ToolNamespace.Join(JsonValue.Text(named, "namespace"), tool)),
            _ => null,
        };
        if (request.ToolChoice is null && JsonValue.Text(value, "type") is not null and not "function")
        {
            request.Untranslatable ??= new ScanError(name, "A tool of this kind is known to its own vendor alone.");
        }
        else if (request.ToolChoice is null)
        {
            fields.Wrong(name, "none, auto, required, or name a tool");
        }
    }

    /// <summary>Some of the tools alone: the others are left out, which has the same effect.</summary>
    private ToolChoice ReadAllowed(JsonElement allowed)
    {
        var names = new HashSet<string>();
        foreach (var tool in JsonValue.Items(allowed, "tools"))
        {
            var named = JsonValue.Field(tool, "function") ?? JsonValue.Field(tool, "custom") ?? tool;
            // What the vendor runs itself has no name but its kind.
            if ((JsonValue.Text(named, "name") ?? JsonValue.Text(named, "type")) is { } name)
            {
                names.Add(ToolNamespace.Join(JsonValue.Text(named, "namespace"), name));
            }
        }

        request.Tools.RemoveAll(x => !names.Contains(x.Name));
        return new ToolChoice(JsonValue.Text(allowed, "mode") == "required" ? ToolChoiceKind.Required : ToolChoiceKind.Auto);
    }
}
