using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>Writes <c>tools</c>, <c>tool_choice</c> and <c>parallel_tool_calls</c>.</summary>
internal sealed class OpenAiChatToolWriter(ChatRequest request, OpenAiChatVendor vendor, TranslationNotes notes, Utf8JsonWriter json)
{
    public void Write()
    {
        var tools = vendor.IsMeasure ? request.Tools : OfferedTools.Of(request, notes, vendor.IsOpenAi);
        if (tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            WriteTool(tool);
        }

        json.WriteEndArray();
        if (request.ToolChoice is { } choice)
        {
            WriteChoice(choice);
        }

        if (request.ParallelToolCalls is { } parallel)
        {
            json.WriteBoolean("parallel_tool_calls"u8, parallel);
        }
    }

    /// <summary>The field <c>cache_control</c>.</summary>
    public static void WriteMarker(Utf8JsonWriter json, CacheMarker marker)
    {
        json.WriteStartObject("cache_control"u8);
        json.WriteString("type"u8, "ephemeral"u8);
        if (marker.Ttl is { } ttl)
        {
            json.WriteString("ttl"u8, ttl);
        }

        json.WriteEndObject();
    }

    private void WriteTool(ToolDefinition tool)
    {
        if (tool.Native is { } native)
        {
            JsonValue.WriteRaw(json, native);
            return;
        }

        json.WriteStartObject();
        if (tool.IsCustom && vendor.IsOpenAi)
        {
            json.WriteString("type"u8, "custom"u8);
            json.WriteStartObject("custom"u8);
            WriteCustom(json, tool, nested: true);
            json.WriteEndObject();
            json.WriteEndObject();
            return;
        }

        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        WriteFunction(json, tool);
        json.WriteEndObject();
        if (tool.Cache is { } marker)
        {
            if (vendor.TakesCacheControl)
            {
                WriteMarker(json, marker);
            }
            else
            {
                notes.Drop(ChatField.CacheControl);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>Name, description, parameters and strictness, as both of OpenAI's dialects write them.</summary>
    public static void WriteFunction(Utf8JsonWriter json, ToolDefinition tool)
    {
        json.WriteString("name"u8, tool.Name);
        if (tool.Description is { } description)
        {
            json.WriteString("description"u8, description);
        }

        json.WritePropertyName("parameters"u8);
        if (tool.Parameters is { } parameters)
        {
            JsonValue.WriteRaw(json, parameters);
        }
        else
        {
            // Some vendors demand the field.
            json.WriteStartObject();
            json.WriteString("type"u8, "object"u8);
            json.WriteStartObject("properties"u8);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (tool.Strict is { } strict)
        {
            json.WriteBoolean("strict"u8, strict);
        }
    }

    /// <summary>Name, description and grammar of a tool whose input is plain text.</summary>
    /// <param name="json">Within the tool's object.</param>
    /// <param name="tool">Custom to its caller.</param>
    /// <param name="nested">As chat has the grammar; responses have it flat.</param>
    public static void WriteCustom(Utf8JsonWriter json, ToolDefinition tool, bool nested)
    {
        json.WriteString("name"u8, tool.Name);
        if (tool.Description is { } description)
        {
            json.WriteString("description"u8, description);
        }

        if (tool.Caller?.Grammar is not { } grammar)
        {
            return;
        }

        json.WriteStartObject("format"u8);
        json.WriteString("type"u8, "grammar"u8);
        if (nested)
        {
            json.WriteStartObject("grammar"u8);
        }

        json.WriteString("syntax"u8, grammar.Syntax);
        json.WriteString("definition"u8, grammar.Definition);
        if (nested)
        {
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteChoice(ToolChoice choice)
    {
        if (choice.Kind == ToolChoiceKind.Named)
        {
            var kind = vendor.IsOpenAi && request.Tools.Exists(x => x.IsCustom && x.Name == choice.Name) ? "custom"u8 : "function"u8;
            json.WriteStartObject("tool_choice"u8);
            json.WriteString("type"u8, kind);
            json.WriteStartObject(kind);
            json.WriteString("name"u8, choice.Name);
            json.WriteEndObject();
            json.WriteEndObject();
            return;
        }

        json.WriteString("tool_choice"u8, NameOf(choice.Kind));
    }

    public static ReadOnlySpan<byte> NameOf(ToolChoiceKind kind) => kind switch
    {
        ToolChoiceKind.None => "none"u8,
        ToolChoiceKind.Required => "required"u8,
        _ => "auto"u8,
    };
}
