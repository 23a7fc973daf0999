using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>
/// Writes <c>tools</c>, <c>tool_choice</c> and <c>parallel_tool_calls</c>. Source:
/// developers.openai.com/api/reference/resources/responses/methods/create.
/// </summary>
/// <param name="request">Whose tools.</param>
/// <param name="takesCustom">OpenAI is asked: others that speak this dialect document functions alone.</param>
/// <param name="notes">Takes what is left out.</param>
/// <param name="json">Within the body's object.</param>
internal sealed class OpenAiResponsesToolWriter(ChatRequest request, bool takesCustom, TranslationNotes notes, Utf8JsonWriter json)
{
    public void Write()
    {
        var tools = OfferedTools.Of(request, notes, takesCustom);
        if (tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            notes.DropIf(tool.Cache is not null, ChatField.CacheControl);
            WriteTool(tool);
        }

        json.WriteEndArray();
        WriteChoice();
        if (request.ParallelToolCalls is { } parallel)
        {
            json.WriteBoolean("parallel_tool_calls"u8, parallel);
        }
    }

    private void WriteTool(ToolDefinition tool)
    {
        var isCustom = tool.IsCustom && takesCustom;
        json.WriteStartObject();
        json.WriteString("type"u8, isCustom ? "custom"u8 : "function"u8);
        if (isCustom)
        {
            OpenAiChatToolWriter.WriteCustom(json, tool, nested: false);
        }
        else
        {
            OpenAiChatToolWriter.WriteFunction(json, tool);
            if (tool.Strict is null)
            {
                // Here the default is true, which would refuse schemas that every other dialect takes.
                json.WriteBoolean("strict"u8, false);
            }
        }

        json.WriteEndObject();
    }

    private void WriteChoice()
    {
        if (request.ToolChoice is { Kind: ToolChoiceKind.Named, Name: var name })
        {
            json.WriteStartObject("tool_choice"u8);
            json.WriteString("type"u8, takesCustom && request.Tools.Exists(x => x.IsCustom && x.Name == name) ? "custom"u8 : "function"u8);
            json.WriteString("name"u8, name);
            json.WriteEndObject();
        }
        else if (request.ToolChoice is { Kind: var kind })
        {
            json.WriteString("tool_choice"u8, OpenAiChatToolWriter.NameOf(kind));
        }
    }
}
