using System.Buffers;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// Writes a GenerateContentRequest (ai.google.dev/api/generate-content). Schemas go into <c>parametersJsonSchema</c> and
/// <c>responseJsonSchema</c>, which take JSON schema as it is; the older fields take a subset of OpenAPI alone.
/// </summary>
internal static class GeminiRequestWriter
{
    public static void Write(ChatRequest request, in RequestFrame frame, TranslationNotes notes, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonValue.Written);
        json.WriteStartObject();
        var contents = new GeminiContentWriter(json, request, frame, notes);
        contents.WriteSystem();
        contents.WriteContents();
        WriteTools(json, request, notes);
        WriteChoice(json, request, notes);
        GeminiConfigWriter.Write(json, request, frame, notes);
        NoteHints(request, notes);
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteTools(Utf8JsonWriter json, ChatRequest request, TranslationNotes notes)
    {
        var tools = OfferedTools.Of(request, notes);
        if (tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools");
        json.WriteStartObject();
        json.WriteStartArray("functionDeclarations");
        foreach (var tool in tools)
        {
            WriteDeclaration(json, tool);
            notes.DropIf(tool.Strict == true, ChatField.ToolStrict);
            notes.DropIf(tool.Cache is not null, ChatField.CacheControl);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteDeclaration(Utf8JsonWriter json, ToolDefinition tool)
    {
        json.WriteStartObject();
        json.WriteString("name", tool.Name);
        if (tool.Description is { } description)
        {
            json.WriteString("description", description);
        }

        if (tool.Parameters is { } parameters)
        {
            json.WritePropertyName("parametersJsonSchema");
            JsonValue.WriteRaw(json, parameters);
        }

        json.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter json, ChatRequest request, TranslationNotes notes)
    {
        // Google's compatibility layer for OpenAI's clients takes parallel_tool_calls and leaves it out.
        notes.DropIf(request.ParallelToolCalls == false, ChatField.ParallelToolCalls);
        if (request.ToolChoice is not { } choice)
        {
            return;
        }

        json.WriteStartObject("toolConfig");
        json.WriteStartObject("functionCallingConfig");
        json.WriteString("mode", choice.Kind switch
        {
            ToolChoiceKind.None => "NONE",
            ToolChoiceKind.Auto => "AUTO",
            _ => "ANY",
        });
        if (choice is { Kind: ToolChoiceKind.Named, Name: { } name })
        {
            json.WriteStartArray("allowedFunctionNames");
            json.WriteStringValue(name);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void NoteHints(ChatRequest request, TranslationNotes notes)
    {
        notes.DropIf(request.EndUser is not null, ChatField.EndUser);
        notes.DropIf(request.ServiceTier is not null, ChatField.ServiceTier);
        notes.DropIf(request.Metadata.Count > 0, ChatField.Metadata);
        notes.DropIf(request.Cache is not null, ChatField.CacheControl);
        notes.DropIf(request.Sampling.LogitBias is not null, ChatField.LogitBias);
    }
}
