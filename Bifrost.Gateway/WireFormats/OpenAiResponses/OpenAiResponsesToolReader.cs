using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>
/// Reads <c>tools</c>: functions, custom tools, both within namespaces, the search for more of them that runs at the caller, and what
/// OpenAI runs itself. Source: developers.openai.com/api/reference/resources/responses/methods/create, …/api/docs/guides/tools-tool-search.
/// </summary>
internal sealed class OpenAiResponsesToolReader(ChatRequest request, BodyFields fields)
{
    /// <summary>The name that a search for tools is called by, which the caller gives it none.</summary>
    public const string SearchName = "tool_search";

    // Not those that look into what the caller keeps at the vendor (files, connectors), nor those that the caller runs.
    private static readonly string[] Aids = ["web_search", "code_interpreter", "image_generation", "tool_search"];

    private static readonly HashSet<string> Known = ["type", "name", "description", "parameters", "strict"];

    /// <summary>Those that were read, by the names that a model knows them by.</summary>
    public List<string> Names { get; } = [];

    public void Read(JsonElement root)
    {
        ReadList(root, "");
        request.ParallelToolCalls = fields.Flag(root, "parallel_tool_calls");
        new OpenAiChatToolReader(request, fields).ReadChoice(root, "tool_choice");
    }

    /// <summary>The tools that a search has found are tools like those that were given from the start.</summary>
    public void ReadList(JsonElement owner, string path)
    {
        var index = 0;
        foreach (var tool in fields.Items(owner, "tools", path))
        {
            var at = BodyFields.At(BodyFields.At(path, "tools"), index++);
            if (fields.IsObject(tool, at))
            {
                ReadTool(tool, at, null);
            }
        }
    }

    private void ReadTool(JsonElement tool, string path, string? space)
    {
        switch (fields.Needed(tool, "type", path))
        {
            case "function":
                ReadFunction(tool, path, space);
                break;
            case "custom":
                Add(OpenAiChatToolReader.ReadCustom(tool, path, space, fields), tool);
                break;
            case "namespace" when space is null:
                ReadNamespace(tool, path);
                break;
            case "tool_search" when JsonValue.Text(tool, "execution") == "client":
                Add(new ToolDefinition(SearchName)
                {
                    Description = fields.Text(tool, "description", path),
                    Parameters = fields.Object(tool, "parameters", path),
                    Caller = new CallerTool(CallerToolKind.Search, SearchName),
                    Path = path,
                }, tool);
                break;
            case var type:
                request.HasHostedTools |= !ContentNames.RunsAtTheCaller(Encoding.UTF8.GetBytes(type));
                request.Tools.Add(new ToolDefinition(JsonValue.Text(tool, "name") ?? type)
                {
                    Native = tool,
                    IsAid = Array.Exists(Aids, x => type.StartsWith(x, StringComparison.Ordinal)),
                    Path = path,
                });
                break;
        }
    }

    private void ReadFunction(JsonElement tool, string path, string? space)
    {
        var read = OpenAiChatToolReader.ReadFunction(tool, path, fields, space);
        fields.Unknown(tool, Known, path, request.Others);
        Add(read, tool);
    }

    private void ReadNamespace(JsonElement tool, string path)
    {
        var space = fields.Needed(tool, "name", path);
        if (JsonValue.Field(tool, "description") is { } description)
        {
            request.Others.Add(new($"{path}.description", description));
        }

        var index = 0;
        foreach (var inner in fields.Items(tool, "tools", path))
        {
            var at = BodyFields.At($"{path}.tools", index++);
            if (fields.IsObject(inner, at))
            {
                ReadTool(inner, at, space);
            }
        }
    }

    /// <summary>A search may find again what is there. Another tool that comes to the same name cannot be told from the first: it is left out, and named.</summary>
    private void Add(ToolDefinition tool, JsonElement written)
    {
        Names.Add(tool.Name);
        var known = request.Tools.Find(x => x.Native is null && x.Name == tool.Name);
        if (known is null)
        {
            request.Tools.Add(tool);
        }
        else if (known.Caller != tool.Caller)
        {
            request.Others.Add(new(tool.Path, written));
        }
    }
}
