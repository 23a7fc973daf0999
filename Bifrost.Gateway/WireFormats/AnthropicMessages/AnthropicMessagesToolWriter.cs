using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// Writes tools and how they are to be used. Sources: platform.claude.com/docs/en/agents-and-tools/tool-use/implement-tool-use,
/// …/build-with-claude/structured-outputs (strict tools).
/// </summary>
internal sealed class AnthropicMessagesToolWriter(Utf8JsonWriter json, ClaudeModel model, TranslationNotes notes)
{
    public void Write(ChatRequest request)
    {
        var tools = OfferedTools.Of(request, notes);
        WriteTools(tools);
        if (tools.Count > 0)
        {
            WriteToolChoice(request);
        }
    }

    private void WriteTools(List<ToolDefinition> tools)
    {
        if (tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("name", tool.Name);
            if (tool.Description is { } description)
            {
                json.WriteString("description", description);
            }

            json.WritePropertyName("input_schema");
            WriteSchema(json, tool.Parameters);
            WriteStrict(tool.Strict);
            AnthropicMessagesRequestWriter.WriteCache(json, tool.Cache);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The dialect demands an object with a type.</summary>
    public static void WriteSchema(Utf8JsonWriter json, JsonElement? schema)
    {
        if (schema is { } given && JsonValue.Field(given, "type") is not null)
        {
            JsonValue.WriteRaw(json, given);
            return;
        }

        var rest = schema is { ValueKind: JsonValueKind.Object } partial ? partial.GetRawText().Trim()[1..^1].Trim() : "";
        json.WriteRawValue(rest.Length == 0 ? """{"type":"object","properties":{}}""" : $$"""{"type":"object",{{rest}}}""", skipInputValidation: true);
    }

    /// <summary>What a model answers with 400 is left to it.</summary>
    public static ToolChoice? ChoiceOf(ChatRequest request, ClaudeModel model, TranslationNotes notes)
    {
        if (!model.RefusesForcedTools || request.ToolChoice?.Kind is not (ToolChoiceKind.Required or ToolChoiceKind.Named))
        {
            return request.ToolChoice;
        }

        notes.Drop(ChatField.ToolChoice);
        return null;
    }

    private void WriteStrict(bool? strict)
    {
        if (strict == true && model.TakesStrictTools)
        {
            json.WriteBoolean("strict", true);
        }
        else if (strict == true)
        {
            notes.Drop(ChatField.ToolStrict);
        }
    }

    private void WriteToolChoice(ChatRequest request)
    {
        var choice = ChoiceOf(request, model, notes);
        var single = request.ParallelToolCalls == false;
        if (choice is null && !single)
        {
            return;
        }

        json.WriteStartObject("tool_choice");
        json.WriteString("type", choice?.Kind switch
        {
            ToolChoiceKind.None => "none",
            ToolChoiceKind.Required => "any",
            ToolChoiceKind.Named => "tool",
            _ => "auto",
        });
        if (choice is { Kind: ToolChoiceKind.Named })
        {
            json.WriteString("name", choice.Name);
        }

        if (single && choice?.Kind != ToolChoiceKind.None)
        {
            json.WriteBoolean("disable_parallel_tool_use", true);
        }

        json.WriteEndObject();
    }
}
