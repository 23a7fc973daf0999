using System.Text.Json.Nodes;

namespace Bifrost.Tests.Testing;

/// <summary>Chat completions: text, tool calls and structured output, as JSON or as a stream.</summary>
internal static class ChatAnswers
{
    public static Script Chat(FakeExchange exchange)
    {
        if (exchange.Body["messages"] is not JsonArray { Count: > 0 })
        {
            return Script.Json(OpenAiShapes.Error("Missing required parameter: 'messages'.", "invalid_request_error", "missing_required_parameter", "messages"), 400);
        }

        var id = $"chatcmpl-fake{exchange.Request.Number}";
        if (WantedTool(exchange.Body) is { } tool) return WithTool(exchange, id, tool);
        var (words, cut) = exchange.Words(Structured(exchange.Body["response_format"]) ?? exchange.Text);
        var usage = exchange.Usage(words.Count * exchange.Choices);
        var finish = cut ? "length" : "stop";
        if (exchange.Stream)
        {
            return Script.ChatStreamOf(new ChatStream { Words = words, Id = id, Model = exchange.Model, Usage = usage, IncludeUsage = exchange.IncludeUsage, FinishReason = finish });
        }

        var choices = Enumerable.Range(0, exchange.Choices).Select(i => (JsonNode)OpenAiShapes.ChatChoice(i, string.Concat(words), null, finish));
        return Script.Json(OpenAiShapes.Text(OpenAiShapes.ChatCompletion(id, exchange.Model, new JsonArray([.. choices]), usage))).Using(usage);
    }

    private static Script WithTool(FakeExchange exchange, string id, JsonObject function)
    {
        var name = (string?)function["name"] ?? "";
        var arguments = OpenAiShapes.Text(SchemaFiller.Fill(function["parameters"]) ?? new JsonObject());
        var callId = $"call_fake{exchange.Request.Number}";
        var usage = exchange.Usage(Math.Max(1, arguments.Length / 4));
        if (exchange.Stream)
        {
            var half = arguments.Length / 2;
            return Script.ChatStreamOf(new ChatStream
            {
                Words = [],
                Id = id,
                Model = exchange.Model,
                Usage = usage,
                IncludeUsage = exchange.IncludeUsage,
                FinishReason = "tool_calls",
                ToolCall = (callId, name, [arguments[..half], arguments[half..]]),
            });
        }

        var choice = OpenAiShapes.ChatChoice(0, null, new JsonArray(OpenAiShapes.ToolCall(callId, name, arguments)), "tool_calls");
        return Script.Json(OpenAiShapes.Text(OpenAiShapes.ChatCompletion(id, exchange.Model, new JsonArray(choice), usage))).Using(usage);
    }

    /// <summary>The tool that the choice names, else the first; none after a tool has answered or when forbidden.</summary>
    internal static JsonObject? WantedTool(JsonObject body)
    {
        if (body["tools"] is not JsonArray { Count: > 0 } tools) return null;
        if (body["tool_choice"] is JsonValue choice && (string?)choice == "none") return null;
        var last = (body["messages"] as JsonArray ?? body["input"] as JsonArray)?.LastOrDefault() as JsonObject;
        if ((string?)last?["role"] == "tool" || (string?)last?["type"] == "function_call_output") return null;
        var functions = tools.OfType<JsonObject>().Where(t => (string?)t["type"] == "function").Select(t => t["function"] as JsonObject ?? t).ToArray();
        var named = body["tool_choice"] is JsonObject chosen ? (string?)(chosen["function"]?["name"] ?? chosen["name"]) : null;
        return Array.Find(functions, f => named is null || (string?)f["name"] == named);
    }

    /// <summary>The text of structured output; null when the caller wants prose.</summary>
    internal static string? Structured(JsonNode? format) => (string?)format?["type"] switch
    {
        "json_schema" => OpenAiShapes.Text(SchemaFiller.Fill(format["json_schema"]?["schema"] ?? format["schema"]) ?? new JsonObject()),
        "json_object" => """{"answer":"text"}""",
        _ => null,
    };
}
