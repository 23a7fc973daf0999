using System.Collections.Frozen;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// Reads tools and how they are to be used. Sources: platform.claude.com/docs/en/agents-and-tools/tool-use/overview,
/// …/implement-tool-use, …/server-tools.
/// </summary>
internal sealed class AnthropicMessagesToolReader(BodyFields fields, ChatRequest request)
{
    private static readonly FrozenSet<string> Known =
        FrozenSet.ToFrozenSet(["type", "name", "description", "input_schema", "strict", "cache_control"]);

    // Run by the caller, though the model knows them by heart: they bring nothing in that the request does not hold.
    private static readonly string[] CallersOwn = ["bash_", "text_editor_", "computer_", "memory_"];

    // Run by the vendor; the last finds tools that are put off, which are all given at once where it is missing.
    private static readonly string[] Aids = ["web_search_", "web_fetch_", "code_execution_", "tool_search_tool_", "advisor_"];

    private readonly List<ToolDefinition> _removed = [];

    public void Read(JsonElement body)
    {
        var index = 0;
        foreach (var tool in fields.Items(body, "tools"))
        {
            ReadTool(tool, BodyFields.At("tools", index++));
        }

        if (fields.Object(body, "tool_choice") is { } choice)
        {
            ReadChoice(choice);
        }
    }

    /// <summary>
    /// A block by which tools come and go within a conversation: the definition that it carries is a tool like the others, a reference
    /// names one of these. What was there before is not told apart. Source: platform.claude.com/docs/en/build-with-claude/preserved-thinking.
    /// </summary>
    public void ReadChange(JsonElement block, string path, bool isRemoval)
    {
        var tool = fields.Object(block, "tool", path) ?? default;
        var name = JsonValue.Text(tool, "name") ?? JsonValue.Text(tool, "tool_name");
        if (JsonValue.Field(tool, "definition") is { } definition)
        {
            request.Tools.RemoveAll(x => x.Name == JsonValue.Text(definition, "name"));
            ReadTool(definition, $"{path}.tool.definition");
        }
        else if (isRemoval)
        {
            _removed.AddRange(request.Tools.Where(x => x.Name == name));
            request.Tools.RemoveAll(x => x.Name == name);
        }
        else if (_removed.FindLast(x => x.Name == name) is { } back && !request.Tools.Contains(back))
        {
            request.Tools.Add(back);
        }
    }

    private void ReadTool(JsonElement tool, string path)
    {
        if (!fields.IsObject(tool, path))
        {
            return;
        }

        var type = fields.Text(tool, "type", path);
        if (type is not (null or "custom"))
        {
            request.Tools.Add(new ToolDefinition(JsonValue.Text(tool, "name") ?? type) { Native = tool, IsAid = Array.Exists(Aids, Is), Path = path });
            request.HasHostedTools |= !Array.Exists(CallersOwn, Is);
            return;

            bool Is(string family) => type.StartsWith(family, StringComparison.Ordinal);
        }

        request.Tools.Add(new ToolDefinition(fields.Needed(tool, "name", path))
        {
            Description = fields.Text(tool, "description", path),
            Parameters = fields.Object(tool, "input_schema", path),
            Strict = fields.Flag(tool, "strict", path),
            Cache = new AnthropicMessagesContentReader(fields, request).Marker(tool, path),
            Path = path,
        });
        fields.Unknown(tool, Known, path, request.Others);
    }

    private void ReadChoice(JsonElement choice)
    {
        request.ToolChoice = fields.Needed(choice, "type", "tool_choice") switch
        {
            "auto" => new ToolChoice(ToolChoiceKind.Auto),
            "any" => new ToolChoice(ToolChoiceKind.Required),
            "none" => new ToolChoice(ToolChoiceKind.None),
            "tool" => new ToolChoice(ToolChoiceKind.Named, fields.Needed(choice, "name", "tool_choice")),
            _ => null,
        };
        if (request.ToolChoice is null)
        {
            fields.Wrong("tool_choice.type", "auto, any, tool or none");
        }

        request.ParallelToolCalls = fields.Flag(choice, "disable_parallel_tool_use", "tool_choice") switch
        {
            true => false,
            false => true,
            null => null,
        };
    }
}
