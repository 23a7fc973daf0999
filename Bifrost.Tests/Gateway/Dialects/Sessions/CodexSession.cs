using System.Text.Json.Nodes;

namespace Bifrost.Tests.Gateway.Dialects.Sessions;

/// <summary>Codex: Responses that the vendor does not keep, so each turn brings the whole history, reasoning in the vendor's cipher included.</summary>
internal sealed class CodexSession(string model) : AgentSession(model)
{
    private readonly JsonArray _input = [];

    public override string Path => "/v1/responses";

    public override (string Name, string Value)[] Headers =>
        [("OpenAI-Beta", "responses=experimental"), ("originator", "codex_cli_rs"), ("session_id", "0198"), ("User-Agent", "codex_cli_rs/0.50.0")];

    public override JsonObject Body() => new()
    {
        ["model"] = Model,
        ["instructions"] = "You are Codex.",
        ["input"] = Copy(_input),
        ["tools"] = new JsonArray(Tool("Read"), Tool("Grep")),
        ["tool_choice"] = "auto",
        ["parallel_tool_calls"] = true,
        ["reasoning"] = Json("""{"effort":"medium","summary":"auto"}"""),
        ["store"] = false,
        ["stream"] = true,
        ["include"] = Json("""["reasoning.encrypted_content"]"""),
        ["prompt_cache_key"] = "0198",
    };

    public override void Say(string text) => _input.Add(new JsonObject
    {
        ["type"] = "message",
        ["role"] = "user",
        ["content"] = new JsonArray(new JsonObject { ["type"] = "input_text", ["text"] = text }),
    });

    public override IReadOnlyList<(string Id, string Name)> Take(string stream)
    {
        var calls = new List<(string, string)>();
        var completed = false;
        foreach (var data in Events(stream))
        {
            switch (Text(data["type"]))
            {
                case "response.output_item.done":
                    var item = Copy(data["item"]!.AsObject());
                    if (Text(item["type"]) == "function_call")
                    {
                        calls.Add((Text(item["call_id"]), Text(item["name"])));
                    }

                    // It keeps what the item says, not the name that a vendor would have stored it by.
                    item.Remove("id");
                    item.Remove("status");
                    _input.Add(item);
                    break;
                case "response.completed":
                    completed = true;
                    break;
                case "response.failed" or "error":
                    Assert.Fail(data.ToJsonString());
                    break;
            }
        }

        Assert.True(completed, stream);
        return calls;
    }

    public override void Answer(IEnumerable<(string Id, string Name, string Result)> results)
    {
        foreach (var (id, _, result) in results)
        {
            _input.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = id, ["output"] = result });
        }
    }

    private static JsonObject Tool(string name) =>
        new() { ["type"] = "function", ["name"] = name, ["description"] = $"{name} a file.", ["strict"] = false, ["parameters"] = Parameters() };
}
