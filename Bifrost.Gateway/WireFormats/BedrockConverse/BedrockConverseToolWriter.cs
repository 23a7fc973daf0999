using System.Text.Json;
using Bifrost.Gateway.WireFormats.AnthropicMessages;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Writes tools and how they are to be used. Sources: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolConfiguration.html,
/// …_ToolSpecification, …_ToolChoice.
/// </summary>
internal sealed class BedrockConverseToolWriter(Utf8JsonWriter json, string model, TranslationNotes notes)
{
    // Structured output came to Converse with Claude 4.5.
    private const int StrictSince = 405;

    public void Write(ChatRequest request)
    {
        var tools = OfferedTools.Of(request, notes);
        if (tools.Count == 0 || Forbids(request))
        {
            return;
        }

        json.WriteStartObject("toolConfig");
        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            WriteTool(tool);
        }

        json.WriteEndArray();
        WriteChoice(AnthropicMessagesToolWriter.ChoiceOf(request, ClaudeModel.Of(model), notes));
        json.WriteEndObject();
    }

    /// <summary>There is no such choice: without tools none is called, but a conversation that has calls in it must declare them.</summary>
    private bool Forbids(ChatRequest request)
    {
        if (request.ToolChoice?.Kind != ToolChoiceKind.None)
        {
            return false;
        }

        if (request.Messages.Exists(x => x.Parts.Exists(y => y is ToolCallPart or ToolResultPart)))
        {
            notes.Refuse(ChatField.ToolChoice, "The provider of this model cannot be kept from calling tools within a conversation that has called some.");
        }

        return true;
    }

    private void WriteTool(ToolDefinition tool)
    {
        json.WriteStartObject();
        json.WriteStartObject("toolSpec");
        json.WriteString("name", tool.Name);
        if (tool.Description is { Length: > 0 } description)
        {
            json.WriteString("description", description);
        }

        json.WriteStartObject("inputSchema");
        json.WritePropertyName("json");
        AnthropicMessagesToolWriter.WriteSchema(json, tool.Parameters);
        json.WriteEndObject();
        var isStrict = tool.Strict == true;
        var takesStrict = ClaudeModel.Of(model).Version >= StrictSince;
        notes.DropIf(isStrict && !takesStrict, ChatField.ToolStrict);
        if (isStrict && takesStrict)
        {
            json.WriteBoolean("strict", true);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        BedrockConverseContentWriter.WriteCachePoint(json, tool.Cache, model, notes);
    }

    private void WriteChoice(ToolChoice? choice)
    {
        if (choice is null)
        {
            return;
        }

        json.WriteStartObject("toolChoice");
        json.WriteStartObject(choice.Kind switch
        {
            ToolChoiceKind.Required => "any",
            ToolChoiceKind.Named => "tool",
            _ => "auto",
        });
        if (choice.Kind == ToolChoiceKind.Named)
        {
            json.WriteString("name", choice.Name);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
