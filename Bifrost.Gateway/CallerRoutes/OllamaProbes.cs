using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Gateway.CallerRoutes;

/// <summary>What programs for Ollama ask before their first call: whether it runs, which version, what a model is (docs.ollama.com/api).</summary>
internal sealed class OllamaProbes(ModelsEndpoint models)
{
    /// <summary>Of the API that is spoken here: programs ask for a newer server below the version that they need.</summary>
    public const string ApiVersion = "0.13.0";

    // A name and a flag.
    private const int LongestRequest = 64 * 1024;

    /// <summary>In Ollama's own words, which some programs compare. It names nothing of this installation, so it needs no key.</summary>
    public static Task AliveAsync(HttpContext context) => WriteAsync(context, "text/plain; charset=utf-8", "Ollama is running");

    /// <inheritdoc cref="AliveAsync"/>
    public static Task VersionAsync(HttpContext context) => WriteAsync(context, "application/json", $$"""{"version":"{{ApiVersion}}"}""");

    /// <summary>A model that the key may use; any other is 404.</summary>
    public Task ShowAsync(HttpContext context) => models.FindAsync(context, ModelListShape.OllamaShow, () => NameAsync(context));

    /// <summary>Writes what is known of a model: the files, templates and weights are its provider's.</summary>
    public static void WriteModel(Utf8JsonWriter json, ListedModel model)
    {
        var embeds = model.Model.Contains("embed", StringComparison.OrdinalIgnoreCase);
        json.WriteStartObject();
        json.WriteString("modelfile", "");
        json.WriteString("parameters", "");
        json.WriteString("template", "");
        WriteDetails(json, model);
        json.WriteStartObject("model_info");
        json.WriteString("general.architecture", model.Provider);
        json.WriteString("general.basename", model.Model);
        if (model.Upstream.ContextWindow is { } window)
        {
            json.WriteNumber($"{model.Provider}.context_length", window);
        }

        json.WriteEndObject();
        json.WriteStartArray("capabilities");
        json.WriteStringValue(embeds ? "embedding" : "completion");
        if (!embeds)
        {
            // The gateway carries tools to every provider; whether the model calls them its provider alone knows.
            json.WriteStringValue("tools");
        }

        if (model.Upstream.IsKnownToReason)
        {
            json.WriteStringValue("thinking");
        }

        json.WriteEndArray();
        json.WriteString("modified_at", ModelListShape.LongAgo);
        json.WriteEndObject();
    }

    /// <summary>The object <c>details</c>, of which the provider's name is all that is known here.</summary>
    public static void WriteDetails(Utf8JsonWriter json, ListedModel model)
    {
        json.WriteStartObject("details");
        json.WriteString("format", "");
        json.WriteString("family", model.Provider);
        json.WriteString("parameter_size", "");
        json.WriteString("quantization_level", "");
        json.WriteEndObject();
    }

    // "name" is the field's former name, which older programs still send.
    private static async Task<string> NameAsync(HttpContext context)
    {
        var body = new byte[LongestRequest];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        try
        {
            using var json = JsonDocument.Parse(body.AsMemory(0, length));
            return json.RootElement.ValueKind != JsonValueKind.Object ? ""
                : json.RootElement.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String ? model.GetString()!
                : json.RootElement.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()!
                : "";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or half a character in the name: it names no model.
            return "";
        }
    }

    private static Task WriteAsync(HttpContext context, string type, string text)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = text.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(text, context.RequestAborted);
    }
}
