using System.Text.Json.Nodes;

namespace Bifrost.Tests.Testing;

/// <summary>What the fake provider answers when no script speaks: the endpoint's own shape, an echo, plausible usage.</summary>
internal static class DefaultAnswers
{
    public static Script For(FakeProvider provider, ReceivedRequest request)
    {
        var path = request.Path.StartsWith("/v1/", StringComparison.Ordinal) ? request.Path[3..] : request.Path;
        if (request.Method == "GET") return Listing(provider, path);
        if (path == "/audio/transcriptions") return MediaAnswers.Transcription(provider, request);
        if (request.Json is not JsonObject body) return Script.Error(400, "We could not parse the JSON body of your request.", "invalid_request_error", null);
        var exchange = new FakeExchange(provider, request, body);
        return path switch
        {
            "/chat/completions" => ChatAnswers.Chat(exchange),
            "/completions" => TextAnswers.Completion(exchange),
            "/responses" => ResponsesAnswers.Response(exchange),
            "/embeddings" => TextAnswers.Embeddings(exchange),
            "/moderations" => TextAnswers.Moderation(exchange),
            "/images/generations" => MediaAnswers.Image(exchange),
            "/audio/speech" => MediaAnswers.Speech(exchange),
            _ => UnknownUrl(request.Method, request.Path),
        };
    }

    private static Script Listing(FakeProvider provider, string path)
    {
        if (path == "/models")
        {
            var models = new JsonArray([.. provider.Models.Select(Model)]);
            return Script.Json(OpenAiShapes.Text(new JsonObject { ["object"] = "list", ["data"] = models }));
        }

        var id = path.StartsWith("/models/", StringComparison.Ordinal) ? Uri.UnescapeDataString(path["/models/".Length..]) : null;
        if (id is null) return UnknownUrl("GET", path);
        return provider.Models.Contains(id)
            ? Script.Json(OpenAiShapes.Text(Model(id)))
            : Script.Error(404, $"The model '{id}' does not exist", "invalid_request_error", "model_not_found");
    }

    private static Script UnknownUrl(string method, string path) =>
        Script.Error(404, $"Invalid URL ({method} {path})", "invalid_request_error", null);

    private static JsonNode Model(string id) =>
        new JsonObject { ["id"] = id, ["object"] = "model", ["created"] = OpenAiShapes.Created, ["owned_by"] = "system" };
}
