using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>Reads <c>tools</c> and <c>toolConfig</c> (ai.google.dev/api/caching#Tool, #FunctionCallingConfig).</summary>
internal static class GeminiToolReader
{
    // Not those that look into what the caller keeps at Google, nor a computer that the caller runs.
    private static readonly HashSet<string> Aids = ["googleSearch", "googleSearchRetrieval", "enterpriseWebSearch", "urlContext", "googleMaps", "codeExecution"];

    public static void Read(JsonElement root, ChatRequest request, BodyFields fields)
    {
        var index = 0;
        foreach (var tool in GeminiFields.Items(root, "tools"))
        {
            var path = BodyFields.At("tools", index++);
            if (fields.IsObject(tool, path))
            {
                ReadTool(tool, path, request, fields);
            }
        }

        if (fields.ObjectOf(GeminiFields.Get(root, "toolConfig"), "toolConfig") is { } config)
        {
            ReadConfig(config, request, fields);
        }
    }

    private static void ReadTool(JsonElement tool, string path, ChatRequest request, BodyFields fields)
    {
        foreach (var property in tool.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null || JsonValue.NameOf(property) is not { } name)
            {
                continue;
            }

            if (GeminiFields.Camel(name) != "functionDeclarations")
            {
                // Google runs it itself, and what it brings becomes input.
                request.Tools.Add(new ToolDefinition(name) { Native = tool, IsAid = Aids.Contains(GeminiFields.Camel(name)), Path = $"{path}.{name}" });
                request.HasHostedTools = true;
                continue;
            }

            var index = 0;
            foreach (var declaration in GeminiFields.Items(tool, "functionDeclarations"))
            {
                var own = BodyFields.At($"{path}.functionDeclarations", index++);
                if (fields.IsObject(declaration, own))
                {
                    ReadDeclaration(declaration, own, request, fields);
                }
            }
        }
    }

    private static void ReadDeclaration(JsonElement declaration, string path, ChatRequest request, BodyFields fields)
    {
        if (fields.Text(declaration, "name", path) is not { Length: > 0 } name)
        {
            fields.Wrong($"{path}.name", "the name of a function");
            return;
        }

        var openApi = fields.ObjectOf(GeminiFields.Get(declaration, "parameters"), "parameters", path);
        var schema = fields.ObjectOf(GeminiFields.Get(declaration, "parametersJsonSchema"), "parametersJsonSchema", path);
        request.Tools.Add(new ToolDefinition(name)
        {
            Description = fields.Text(declaration, "description", path),
            Parameters = schema ?? (openApi is { } there ? GeminiSchema.ToJsonSchema(there) : null),
        });
        foreach (var hint in (ReadOnlySpan<string>)["response", "responseJsonSchema", "behavior"])
        {
            if (GeminiFields.Get(declaration, hint) is { } value)
            {
                request.Others.Add(new($"tools.functionDeclarations.{hint}", value));
            }
        }
    }

    private static void ReadConfig(JsonElement config, ChatRequest request, BodyFields fields)
    {
        const string Path = "toolConfig.functionCallingConfig";
        foreach (var property in config.EnumerateObject())
        {
            if (JsonValue.NameOf(property) is { } name && GeminiFields.Camel(name) != "functionCallingConfig" && property.Value.ValueKind != JsonValueKind.Null)
            {
                request.Others.Add(new($"toolConfig.{name}", property.Value));
            }
        }

        if (fields.ObjectOf(GeminiFields.Get(config, "functionCallingConfig"), "functionCallingConfig", "toolConfig") is not { } calling)
        {
            return;
        }

        var allowed = new List<string>();
        fields.TextsOf(GeminiFields.Get(calling, "allowedFunctionNames"), "allowedFunctionNames", Path, allowed);
        var mode = fields.Text(calling, "mode", Path)?.ToUpperInvariant();
        request.ToolChoice = mode switch
        {
            null or "" or "MODE_UNSPECIFIED" => null,
            "AUTO" or "VALIDATED" => new ToolChoice(ToolChoiceKind.Auto),
            "NONE" => new ToolChoice(ToolChoiceKind.None),
            "ANY" => allowed.Count == 1 ? new ToolChoice(ToolChoiceKind.Named, allowed[0]) : new ToolChoice(ToolChoiceKind.Required),
            _ => Unknown(fields),
        };
        Restrict(request, allowed, mode);
    }

    /// <summary>No other dialect can allow some of the tools: those that may not be called are taken out.</summary>
    private static void Restrict(ChatRequest request, List<string> allowed, string? mode)
    {
        if (allowed.Count > 1)
        {
            var names = allowed.ToHashSet(StringComparer.Ordinal);
            request.Tools.RemoveAll(x => x.Native is null && !names.Contains(x.Name));
        }

        foreach (var tool in request.Tools)
        {
            tool.Strict = mode == "VALIDATED" && tool.Native is null ? true : tool.Strict;
        }
    }

    private static ToolChoice? Unknown(BodyFields fields)
    {
        fields.Wrong("toolConfig.functionCallingConfig.mode", "AUTO, ANY, NONE or VALIDATED");
        return null;
    }
}
