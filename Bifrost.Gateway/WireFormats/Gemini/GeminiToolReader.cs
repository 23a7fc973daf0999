using System.Globalization;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>Reads <c>tools</c> and <c>toolConfig</c> (ai.google.dev/api/caching#Tool, #FunctionCallingConfig).</summary>
internal static class GeminiToolReader
{
    // Not those that look into what the caller keeps at Google, nor a computer that the caller runs.
    private static readonly HashSet<string> Aids = ["googleSearch", "googleSearchRetrieval", "enterpriseWebSearch", "urlContext", "googleMaps", "codeExecution"];

    public static void Read(JsonElement root, ChatRequest request, RequestFault fault)
    {
        var index = 0;
        foreach (var tool in GeminiFields.Items(root, "tools"))
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"tools[{index++}]");
            if (fault.Object(tool, path) is { } there)
            {
                ReadTool(there, path, request, fault);
            }
        }

        if (fault.Object(GeminiFields.Get(root, "toolConfig"), "toolConfig") is { } config)
        {
            ReadConfig(config, request, fault);
        }
    }

    private static void ReadTool(JsonElement tool, string path, ChatRequest request, RequestFault fault)
    {
        foreach (var property in tool.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null || RequestFault.NameOf(property) is not { } name)
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
                var own = string.Create(CultureInfo.InvariantCulture, $"{path}.functionDeclarations[{index++}]");
                if (fault.Object(declaration, own) is { } there)
                {
                    ReadDeclaration(there, own, request, fault);
                }
            }
        }
    }

    private static void ReadDeclaration(JsonElement declaration, string path, ChatRequest request, RequestFault fault)
    {
        if (fault.Text(declaration, "name", $"{path}.name") is not { Length: > 0 } name)
        {
            fault.Wrong($"{path}.name", "the name of a function");
            return;
        }

        var openApi = fault.Object(GeminiFields.Get(declaration, "parameters"), $"{path}.parameters");
        var schema = fault.Object(GeminiFields.Get(declaration, "parametersJsonSchema"), $"{path}.parametersJsonSchema");
        request.Tools.Add(new ToolDefinition(name)
        {
            Description = fault.Text(declaration, "description", $"{path}.description"),
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

    private static void ReadConfig(JsonElement config, ChatRequest request, RequestFault fault)
    {
        const string Path = "toolConfig.functionCallingConfig";
        foreach (var property in config.EnumerateObject())
        {
            if (RequestFault.NameOf(property) is { } name && GeminiFields.Camel(name) != "functionCallingConfig" && property.Value.ValueKind != JsonValueKind.Null)
            {
                request.Others.Add(new($"toolConfig.{name}", property.Value));
            }
        }

        if (fault.Object(GeminiFields.Get(config, "functionCallingConfig"), Path) is not { } calling)
        {
            return;
        }

        var allowed = new List<string>();
        fault.Texts(GeminiFields.Get(calling, "allowedFunctionNames"), $"{Path}.allowedFunctionNames", allowed);
        var mode = fault.Text(calling, "mode", $"{Path}.mode")?.ToUpperInvariant();
        request.ToolChoice = mode switch
        {
            null or "" or "MODE_UNSPECIFIED" => null,
            "AUTO" or "VALIDATED" => new ToolChoice(ToolChoiceKind.Auto),
            "NONE" => new ToolChoice(ToolChoiceKind.None),
            "ANY" => allowed.Count == 1 ? new ToolChoice(ToolChoiceKind.Named, allowed[0]) : new ToolChoice(ToolChoiceKind.Required),
            _ => Unknown(fault),
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

    private static ToolChoice? Unknown(RequestFault fault)
    {
        fault.Wrong("toolConfig.functionCallingConfig.mode", "AUTO, ANY, NONE or VALIDATED");
        return null;
    }
}
