using System.Text.Json.Nodes;

namespace Bifrost.Tests.Gateway.Dialects.Sessions;

/// <summary>
/// Codex: Responses that the vendor does not keep, so each turn brings the whole history, reasoning in the vendor's cipher included.
/// Its tools beside its functions are a custom one with a grammar, a search that OpenAI runs, and those of its MCP servers in
/// namespaces. Source: openai/codex, codex-rs/codex-api/src/common.rs at 5c159cd9, codex-rs/tools/src/tool_spec.rs at 46a03873.
/// </summary>
internal sealed class CodexSession(string model) : AgentSession(model)
{
    private readonly JsonArray _input = [];
    private int _patches;

    public override string Path => "/v1/responses";

    public override (string Name, string Value)[] Headers =>
        [("OpenAI-Beta", "responses=experimental"), ("originator", "codex_cli_rs"), ("session_id", "0198"), ("User-Agent", "codex_cli_rs/0.50.0")];

    public override IEnumerable<string> Tools => ["Read", "Grep", "apply_patch", "mcp__demo__lookup"];

    public override IEnumerable<string> Dropped => ["tools[2].format", "tools[3]", "store", "prompt_cache_key", "text.verbosity"];

    public override (string Name, string Arguments) SecondCall(int turn) =>
        ("apply_patch", new JsonObject { ["input"] = Patch(turn) }.ToJsonString());

    public override JsonObject Body() => new()
    {
        ["model"] = Model,
        ["instructions"] = "You are Codex.",
        ["input"] = Copy(_input),
        ["tools"] = new JsonArray(
            Tool("Read"), Tool("Grep"),
            Json("""{"type":"custom","name":"apply_patch","description":"Use the `apply_patch` tool to edit files. This is a FREEFORM tool.","format":{"type":"grammar","syntax":"lark","definition":"start: begin_patch hunk+ end_patch\nbegin_patch: \"*** Begin Patch\" LF"}}"""),
            Json("""{"type":"web_search","external_web_access":false}"""),
            new JsonObject { ["type"] = "namespace", ["name"] = "mcp__demo__", ["description"] = "Tools in the mcp__demo__ namespace.", ["tools"] = new JsonArray(Tool("lookup")) }),
        ["tool_choice"] = "auto",
        ["parallel_tool_calls"] = true,
        ["reasoning"] = Json("""{"effort":"medium","summary":"auto"}"""),
        ["store"] = false,
        ["stream"] = true,
        ["include"] = Json("""["reasoning.encrypted_content"]"""),
        ["prompt_cache_key"] = "0198",
        ["text"] = Json("""{"verbosity":"low"}"""),
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
                    if (Text(item["type"]) is "function_call" or "custom_tool_call")
                    {
                        calls.Add((Text(item["call_id"]), Text(item["name"])));
                        _patches += Text(item["type"]) == "custom_tool_call" ? 1 : 0;
                        Assert.Equal(Text(item["name"]) == "apply_patch" ? Patch(_patches) : "", Text(item["input"]));
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
        foreach (var (id, name, result) in results)
        {
            var kind = name == "apply_patch" ? "custom_tool_call_output" : "function_call_output";
            _input.Add(new JsonObject { ["type"] = kind, ["call_id"] = id, ["output"] = result });
        }
    }

    private static string Patch(int turn) => $"*** Begin Patch\n*** Update File: ü{turn}.cs\n-\t\"old\" \\ 😀\n+new\n*** End Patch\n";

    private static JsonObject Tool(string name) =>
        new() { ["type"] = "function", ["name"] = name, ["description"] = $"{name} a file.", ["strict"] = false, ["parameters"] = Parameters() };
}
