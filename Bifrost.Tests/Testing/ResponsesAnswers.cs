using System.Text.Json.Nodes;

namespace Bifrost.Tests.Testing;

/// <summary>The Responses API: one object, or the typed events whose last carries it whole.</summary>
internal static class ResponsesAnswers
{
    public static Script Response(FakeExchange exchange)
    {
        var id = $"resp_fake{exchange.Request.Number}";
        var tool = ChatAnswers.WantedTool(exchange.Body);
        var (words, cut) = tool is null
            ? exchange.Words(ChatAnswers.Structured(exchange.Body["text"]?["format"]) ?? exchange.Text)
            : (ChatStream.Split(OpenAiShapes.Text(SchemaFiller.Fill(tool["parameters"]) ?? new JsonObject())), false);
        var usage = exchange.Usage(words.Count);
        var item = tool is null ? Message(exchange, string.Concat(words)) : Call(exchange, tool, string.Concat(words));
        var response = Envelope(exchange, id, cut ? "incomplete" : "completed", [item.DeepClone()], usage);
        if (cut) response["incomplete_details"] = new JsonObject { ["reason"] = "max_output_tokens" };
        if (!exchange.Stream) return Script.Json(OpenAiShapes.Text(response)).Using(usage);
        return Script.Sse(Events(exchange, id, item, words, response, cut)).Using(usage);
    }

    private static List<string> Events(FakeExchange exchange, string id, JsonObject item, IReadOnlyList<string> words, JsonObject response, bool cut)
    {
        var events = new List<string>();
        void Add(string type, JsonObject body)
        {
            body.Insert(0, "type", type);
            body["sequence_number"] = events.Count;
            events.Add($"event: {type}\ndata: {OpenAiShapes.Text(body)}\n\n");
        }

        JsonObject At() => new() { ["item_id"] = (string?)item["id"], ["output_index"] = 0 };
        Add("response.created", new JsonObject { ["response"] = Envelope(exchange, id, "in_progress", [], null) });
        Add("response.in_progress", new JsonObject { ["response"] = Envelope(exchange, id, "in_progress", [], null) });
        Add("response.output_item.added", new JsonObject { ["output_index"] = 0, ["item"] = Opened(item) });
        if ((string?)item["type"] == "function_call") ArgumentEvents(Add, At, words);
        else TextEvents(Add, At, words);
        Add("response.output_item.done", new JsonObject { ["output_index"] = 0, ["item"] = item.DeepClone() });
        Add(cut ? "response.incomplete" : "response.completed", new JsonObject { ["response"] = response });
        return events;
    }

    private static void TextEvents(Action<string, JsonObject> add, Func<JsonObject> at, IReadOnlyList<string> words)
    {
        JsonObject Part(string text)
        {
            var part = at();
            part["content_index"] = 0;
            part["part"] = TextPart(text);
            return part;
        }

        JsonObject Text(string name, string text)
        {
            var delta = at();
            delta["content_index"] = 0;
            delta[name] = text;
            delta["logprobs"] = new JsonArray();
            return delta;
        }

        var whole = string.Concat(words);
        add("response.content_part.added", Part(""));
        foreach (var word in words) add("response.output_text.delta", Text("delta", word));
        add("response.output_text.done", Text("text", whole));
        add("response.content_part.done", Part(whole));
    }

    private static void ArgumentEvents(Action<string, JsonObject> add, Func<JsonObject> at, IReadOnlyList<string> pieces)
    {
        foreach (var piece in pieces)
        {
            var delta = at();
            delta["delta"] = piece;
            add("response.function_call_arguments.delta", delta);
        }

        var done = at();
        done["arguments"] = string.Concat(pieces);
        add("response.function_call_arguments.done", done);
    }

    private static JsonObject TextPart(string text) =>
        new() { ["type"] = "output_text", ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray(), ["text"] = text };

    private static JsonObject Message(FakeExchange exchange, string text) => new()
    {
        ["id"] = $"msg_fake{exchange.Request.Number}",
        ["type"] = "message",
        ["status"] = "completed",
        ["content"] = new JsonArray(TextPart(text)),
        ["role"] = "assistant",
    };

    private static JsonObject Call(FakeExchange exchange, JsonObject tool, string arguments) => new()
    {
        ["id"] = $"fc_fake{exchange.Request.Number}",
        ["type"] = "function_call",
        ["status"] = "completed",
        ["arguments"] = arguments,
        ["call_id"] = $"call_fake{exchange.Request.Number}",
        ["name"] = (string?)tool["name"],
    };

    private static JsonObject Opened(JsonObject item)
    {
        var opened = (JsonObject)item.DeepClone();
        opened["status"] = "in_progress";
        if (opened.ContainsKey("content")) opened["content"] = new JsonArray();
        if (opened.ContainsKey("arguments")) opened["arguments"] = "";
        return opened;
    }

    private static JsonObject Envelope(FakeExchange exchange, string id, string status, JsonArray output, TrueUsage? usage) => new()
    {
        ["id"] = id,
        ["object"] = "response",
        ["created_at"] = OpenAiShapes.Created,
        ["status"] = status,
        ["background"] = false,
        ["error"] = null,
        ["incomplete_details"] = null,
        ["instructions"] = exchange.Body["instructions"]?.DeepClone(),
        ["max_output_tokens"] = exchange.Body["max_output_tokens"]?.DeepClone(),
        ["model"] = exchange.Model,
        ["output"] = output,
        ["parallel_tool_calls"] = true,
        ["previous_response_id"] = null,
        ["reasoning"] = new JsonObject { ["effort"] = null, ["summary"] = null },
        ["service_tier"] = "default",
        ["store"] = true,
        ["temperature"] = 1.0,
        ["text"] = exchange.Body["text"]?.DeepClone() ?? new JsonObject { ["format"] = new JsonObject { ["type"] = "text" } },
        ["tool_choice"] = exchange.Body["tool_choice"]?.DeepClone() ?? "auto",
        ["tools"] = exchange.Body["tools"]?.DeepClone() ?? new JsonArray(),
        ["top_p"] = 1.0,
        ["truncation"] = "disabled",
        ["usage"] = usage is null ? null : OpenAiShapes.ResponsesUsage(usage),
        ["metadata"] = new JsonObject(),
    };
}
