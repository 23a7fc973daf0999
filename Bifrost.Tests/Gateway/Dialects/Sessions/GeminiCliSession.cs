using System.Text.Json.Nodes;

namespace Bifrost.Tests.Gateway.Dialects.Sessions;

/// <summary>Gemini CLI: thoughts are shown and not sent again; calls keep their thought signature.</summary>
internal sealed class GeminiCliSession(string model) : AgentSession(model)
{
    private readonly JsonArray _contents = [];

    public override string Path => $"/genai/v1beta/models/{Model}:streamGenerateContent?alt=sse";

    public override (string Name, string Value)[] Headers => [("x-goog-api-client", "google-genai-sdk/1.16.0 gl-node/v22"), ("User-Agent", "GeminiCLI/0.9.0 (linux; x64)")];

    public override JsonObject Body() => new()
    {
        ["contents"] = Copy(_contents),
        ["systemInstruction"] = Json("""{"role":"user","parts":[{"text":"You are Gemini CLI."}]}"""),
        ["tools"] = new JsonArray(new JsonObject { ["functionDeclarations"] = new JsonArray(Tool("Read"), Tool("Grep")) }),
        ["generationConfig"] = Json("""{"temperature":1,"topP":0.95,"topK":64,"thinkingConfig":{"includeThoughts":true,"thinkingBudget":-1}}"""),
    };

    public override void Say(string text) => Add("user", [new JsonObject { ["text"] = text }]);

    public override IReadOnlyList<(string Id, string Name)> Take(string stream)
    {
        var parts = new List<JsonObject>();
        var finished = false;
        foreach (var data in Events(stream))
        {
            Assert.Null(data["error"]);
            var candidate = data["candidates"]?[0];
            finished |= candidate?["finishReason"] is not null;
            foreach (var part in candidate?["content"]?["parts"]?.AsArray() ?? [])
            {
                Keep(Copy(part!.AsObject()), parts);
            }
        }

        Assert.True(finished, stream);
        Add("model", parts);
        return [.. parts.Where(x => x["functionCall"] is not null).Select(x => (Text(x["functionCall"]!["id"]), Text(x["functionCall"]!["name"])))];
    }

    public override void Answer(IEnumerable<(string Id, string Name, string Result)> results) => Add("user", results.Select(x => new JsonObject
    {
        ["functionResponse"] = new JsonObject { ["id"] = x.Id, ["name"] = x.Name, ["response"] = new JsonObject { ["output"] = x.Result } },
    }));

    private static void Keep(JsonObject part, List<JsonObject> parts)
    {
        if (part["thought"]?.GetValue<bool>() == true)
        {
            return;
        }

        if (part.Count == 1 && part["text"] is not null && parts.Count > 0 && parts[^1].Count == 1 && parts[^1]["text"] is not null)
        {
            parts[^1]["text"] = Text(parts[^1]["text"]) + Text(part["text"]);
            return;
        }

        if (part.Count != 1 || part["text"] is null || Text(part["text"]).Length > 0)
        {
            parts.Add(part);
        }
    }

    private void Add(string role, IEnumerable<JsonObject> parts) => _contents.Add(new JsonObject { ["role"] = role, ["parts"] = new JsonArray([.. parts]) });

    private static JsonObject Tool(string name) => new() { ["name"] = name, ["description"] = $"{name} a file.", ["parametersJsonSchema"] = Parameters() };
}
