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

    public void Read(JsonElement body)
    {
        var index = 0;
        foreach (var tool in fields.Items(body, "tools"))
        {
            ReadTool(tool, $"tools[{index++}]");
        }

        if (fields.Object(body, "tool_choice") is { } choice)
        {
            ReadChoice(choice);
        }
    }

    private void ReadTool(JsonElement tool, string path)
    {
        if (tool.ValueKind != JsonValueKind.Object)
        {
            fields.Wrong(path, "an object");
            return;
        }

        var prefix = path + ".";
        var type = fields.Text(tool, "type", prefix);
        if (type is not (null or "custom"))
        {
            request.Tools.Add(new ToolDefinition(JsonValue.Text(tool, "name") ?? type) { Native = tool });
            request.IsUnbounded |= !Array.Exists(CallersOwn, x => type.StartsWith(x, StringComparison.Ordinal));
            return;
        }

        request.Tools.Add(new ToolDefinition(fields.Needed(tool, "name", prefix))
        {
            Description = fields.Text(tool, "description", prefix),
            Parameters = fields.Object(tool, "input_schema", prefix),
            Strict = fields.Flag(tool, "strict", prefix),
            Cache = new AnthropicMessagesContentReader(fields, request).Marker(tool, prefix),
        });
        fields.Unknown(tool, Known, prefix, request.Others);
    }

    private void ReadChoice(JsonElement choice)
    {
        request.ToolChoice = fields.Needed(choice, "type", "tool_choice.") switch
        {
            "auto" => new ToolChoice(ToolChoiceKind.Auto),
            "any" => new ToolChoice(ToolChoiceKind.Required),
            "none" => new ToolChoice(ToolChoiceKind.None),
            "tool" => new ToolChoice(ToolChoiceKind.Named, fields.Needed(choice, "name", "tool_choice.")),
            _ => null,
        };
        if (request.ToolChoice is null)
        {
            fields.Wrong("tool_choice.type", "auto, any, tool or none");
        }

        request.ParallelToolCalls = fields.Flag(choice, "disable_parallel_tool_use", "tool_choice.") switch
        {
            true => false,
            false => true,
            null => null,
        };
    }
}
