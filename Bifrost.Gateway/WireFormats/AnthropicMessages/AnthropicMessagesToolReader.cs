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

    // In the place of one that is gone, until all are read: there may be very many, and as many changes.
    private static readonly ToolDefinition Gone = new("");

    private readonly Dictionary<string, ToolDefinition> _removed = [];
    private Dictionary<string, List<int>>? _places;

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
            _ = Remove(JsonValue.Text(definition, "name"));
            ReadTool(definition, $"{path}.tool.definition");
            NoteLast();
        }
        else if (isRemoval)
        {
            if (Remove(name) is { } last)
            {
                _removed[last.Name] = last;
            }
        }
        else if (name is not null && _places?.ContainsKey(name) != true && _removed.Remove(name, out var back))
        {
            request.Tools.Add(back);
            NoteLast();
        }
    }

    /// <summary>Once all messages are read.</summary>
    public void EndChanges()
    {
        if (_places is not null)
        {
            request.Tools.RemoveAll(static x => x == Gone);
        }
    }

    /// <returns>The last of those that were there; null where none was.</returns>
    private ToolDefinition? Remove(string? name)
    {
        if (_places is null)
        {
            _places = [];
            for (var i = 0; i < request.Tools.Count; i++)
            {
                Note(i);
            }
        }

        if (name is null || !_places.Remove(name, out var places))
        {
            return null;
        }

        var last = request.Tools[places[^1]];
        places.ForEach(x => request.Tools[x] = Gone);
        return last;
    }

    private void NoteLast()
    {
        if (_places is not null && request.Tools.Count > 0)
        {
            Note(request.Tools.Count - 1);
        }
    }

    private void Note(int place)
    {
        var name = request.Tools[place].Name;
        if (!_places!.TryGetValue(name, out var places))
        {
            _places[name] = places = [];
        }

        places.Add(place);
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
