using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>Reads a GenerateContentRequest (ai.google.dev/api/generate-content).</summary>
internal static class GeminiRequestReader
{
    private static readonly HashSet<string> Known =
    [
        "contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "model",
    ];

    public static bool TryRead(ReadOnlyMemory<byte> body, in CallShape call, [NotNullWhen(true)] out ChatRequest? request, out ScanError error)
    {
        var shape = call;
        return ChatRequest.TryRead(body, once: true, (read, root) => Read(root, shape, read), out request, out error);
    }

    private static ScanError? Read(JsonElement root, in CallShape call, ChatRequest read)
    {
        if (call.IsCount && JsonValue.Field(root, "generateContentRequest") is { ValueKind: JsonValueKind.Object } counted)
        {
            root = counted;
        }

        if (GeminiTwins.Find(root) is { } twice)
        {
            return new ScanError(twice, $"{twice} stands twice in one object, in two spellings.");
        }

        (read.Model, read.Stream) = (call.Model ?? ModelOf(root), call.Stream ?? false);
        var fields = new BodyFields();
        var contents = new GeminiContentReader(read, fields);
        contents.ReadSystem(root);
        contents.ReadContents(root);
        GeminiToolReader.Read(root, read, fields);
        GeminiConfigReader.Read(root, read, fields);
        ReadOthers(root, read);
        return fields.Error;
    }

    /// <summary>The body's own, as count requests have it: <c>models/…</c>.</summary>
    private static string ModelOf(JsonElement root)
    {
        const string Prefix = "models/";
        var model = JsonValue.Text(root, "model") ?? "";
        return model.StartsWith(Prefix, StringComparison.Ordinal) ? model[Prefix.Length..] : model;
    }

    private static void ReadOthers(JsonElement root, ChatRequest request)
    {
        foreach (var property in root.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null || JsonValue.NameOf(property) is not { } name || Known.Contains(GeminiFields.Camel(name)))
            {
                continue;
            }

            request.Others.Add(new(name, property.Value));

            // What was cached is known to Google alone.
            if (GeminiFields.Camel(name) == "cachedContent")
            {
                request.IsOpenEnded = true;
                request.Untranslatable ??= new ScanError(name, "What is cached is known to its own vendor alone: leave it out, or use a provider of this dialect.");
            }
        }
    }
}
