using System.Text.Json.Nodes;

namespace Bifrost.Tests.Gateway.Dialects.Sessions;

/// <summary>
/// Claude Code: Messages as a beta, everything streamed, thinking kept with its signature, markers for the cache that move on. Tools of
/// MCP servers come in a message of the system's. The fields are those that captures of 2.1.293 have (October 2026, as public proxies
/// publish them); the blocks are anthropic-sdk-python's (types/beta/beta_request_tool_addition_block_param.py).
/// </summary>
internal sealed class ClaudeCodeSession(string model) : AgentSession(model)
{
    private readonly JsonArray _messages = [];

    public override string Path => "/v1/messages?beta=true";

    public override (string Name, string Value)[] Headers =>
    [
        ("anthropic-version", "2023-06-01"), ("anthropic-beta", "claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,mid-conversation-system-2026-04-07,mid-conversation-tool-changes-2026-07-01,inline-tools-2026-09-15,effort-2025-11-24,thinking-display-updates-2026-08-18,message-threads-2026-08-12"),
        ("x-app", "cli"), ("User-Agent", "claude-cli/2.1.293 (external, cli)"),
    ];

    public override IEnumerable<string> Tools => ["Read", "Grep", "mcp__notes__save"];

    public override IEnumerable<string> Dropped => ["context_management", "thread", "diagnostics", "tools[0].eager_input_streaming"];

    public override JsonObject Body()
    {
        var messages = Copy(_messages);
        // The last block of the last message is marked, and no other.
        messages[^1]!["content"]!.AsArray()[^1]!["cache_control"] = Json("""{"type":"ephemeral"}""");
        return new JsonObject
        {
            ["model"] = Model,
            ["max_tokens"] = 32_000,
            ["stream"] = true,
            ["system"] = Json("""[{"type":"text","text":"You are Claude Code.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Here is the environment.","cache_control":{"type":"ephemeral"}}]"""),
            ["thinking"] = Json("""{"type":"adaptive","display":"updates"}"""),
            ["context_management"] = Json("""{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]}"""),
            ["output_config"] = Json("""{"effort":"high"}"""),
            ["thread"] = Json("""{"type":"create"}"""),
            ["diagnostics"] = Json("""{"previous_message_id":null}"""),
            ["metadata"] = Json("""{"user_id":"user_1_account__session_2"}"""),
            ["tools"] = new JsonArray(Tool("Read"), Tool("Grep")),
            ["messages"] = messages,
        };
    }

    /// <summary>What it asks beside, to know how full its window is.</summary>
    public JsonObject CountBody()
    {
        var body = Body();
        foreach (var name in new[] { "max_tokens", "stream", "thread", "diagnostics", "metadata" })
        {
            body.Remove(name);
        }

        return body;
    }

    public override void Say(string text)
    {
        _messages.Add(new JsonObject { ["role"] = "user", ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) });
        if (_messages.Count == 1)
        {
            var definition = Tool("mcp__notes__save");
            definition.Remove("eager_input_streaming");
            _messages.Add(new JsonObject
            {
                ["role"] = "system",
                ["content"] = new JsonArray(new JsonObject { ["type"] = "tool_addition", ["tool"] = new JsonObject { ["type"] = "tool_definition", ["definition"] = definition } }),
            });
        }
    }

    public override IReadOnlyList<(string Id, string Name)> Take(string stream)
    {
        var blocks = new SortedDictionary<int, JsonObject>();
        var arguments = new Dictionary<int, string>();
        var stopped = false;
        foreach (var data in Events(stream))
        {
            var index = data["index"]?.GetValue<int>() ?? -1;
            switch (Text(data["type"]))
            {
                case "content_block_start":
                    blocks.Add(index, Copy(data["content_block"]!.AsObject()));
                    break;
                case "content_block_delta":
                    Add(blocks[index], data["delta"]!.AsObject(), arguments, index);
                    break;
                case "message_stop":
                    stopped = true;
                    break;
                case "error":
                    Assert.Fail(data.ToJsonString());
                    break;
            }
        }

        Assert.True(stopped, stream);
        foreach (var (index, json) in arguments)
        {
            blocks[index]["input"] = Json(json.Length == 0 ? "{}" : json);
        }

        _messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray([.. blocks.Values]) });
        return [.. blocks.Values.Where(x => Text(x["type"]) == "tool_use").Select(x => (Text(x["id"]), Text(x["name"])))];
    }

    public override void Answer(IEnumerable<(string Id, string Name, string Result)> results) => _messages.Add(new JsonObject
    {
        ["role"] = "user",
        ["content"] = new JsonArray([.. results.Select(x => new JsonObject { ["tool_use_id"] = x.Id, ["type"] = "tool_result", ["content"] = x.Result, ["is_error"] = false })]),
    });

    private static void Add(JsonObject block, JsonObject delta, Dictionary<int, string> arguments, int index)
    {
        switch (Text(delta["type"]))
        {
            case "text_delta":
                block["text"] = Text(block["text"]) + Text(delta["text"]);
                break;
            case "thinking_delta":
                block["thinking"] = Text(block["thinking"]) + Text(delta["thinking"]);
                break;
            case "signature_delta":
                block["signature"] = Text(delta["signature"]);
                break;
            case "input_json_delta":
                arguments[index] = arguments.GetValueOrDefault(index, "") + Text(delta["partial_json"]);
                break;
        }
    }

    private static JsonObject Tool(string name) =>
        new() { ["name"] = name, ["description"] = $"{name} a file.", ["input_schema"] = Parameters(), ["eager_input_streaming"] = true };
}
