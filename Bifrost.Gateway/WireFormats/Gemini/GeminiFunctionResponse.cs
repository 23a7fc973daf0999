using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>Reads what a function gave (ai.google.dev/api/caching#FunctionResponse): an object, and media beside it.</summary>
internal static class GeminiFunctionResponse
{
    public static void Read(JsonElement response, string path, ToolResultPart result, ChatRequest request, BodyFields fields)
    {
        if (fields.ObjectOf(GeminiFields.Get(response, "response"), "response", path) is { } value)
        {
            ReadValue(value, result);
        }

        var index = 0;
        foreach (var part in GeminiFields.Items(response, "parts"))
        {
            var own = BodyFields.At($"{path}.parts", index++);
            if (fields.IsObject(part, own) && GeminiMedia.Read(part, own, fields, request) is { } media)
            {
                result.Content.Add(media);
            }
            else
            {
                request.IsOpenEnded = true;
                request.Others.Add(new(own, part));
            }
        }

        GeminiFields.Keep(response, path, request, "willContinue", "scheduling");
    }

    /// <summary><c>output</c> and <c>error</c> are Google's own keys for what a function gave; any other object is the output itself.</summary>
    private static void ReadValue(JsonElement value, ToolResultPart result)
    {
        var properties = value.EnumerateObject();
        if (properties.MoveNext() && properties.Current is var only && !properties.MoveNext() && JsonValue.Text(only.Value) is { } text
            && JsonValue.NameOf(only) is "output" or "error")
        {
            result.IsError = JsonValue.NameOf(only) == "error";
            result.Content.Add(new TextPart(text));
        }
        else
        {
            result.Content.Add(new TextPart(JsonValue.Raw(value)));
        }
    }
}
