using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace Bifrost.Tests.Testing;

/// <summary>Legacy completions, embeddings and moderations.</summary>
internal static class TextAnswers
{
    public static Script Completion(FakeExchange exchange)
    {
        var (words, cut) = exchange.Words(exchange.Text);
        var usage = exchange.Usage(words.Count);
        var finish = cut ? "length" : "stop";
        var id = $"cmpl-fake{exchange.Request.Number}";
        if (!exchange.Stream)
        {
            var whole = Completion(id, exchange.Model, string.Concat(words), finish);
            whole["usage"] = OpenAiShapes.ChatUsage(usage);
            return Script.Json(OpenAiShapes.Text(whole)).Using(usage);
        }

        var chunks = words.Select((w, i) => Completion(id, exchange.Model, w, i == words.Count - 1 ? finish : null)).ToList();
        if (exchange.IncludeUsage)
        {
            foreach (var chunk in chunks) chunk["usage"] = null;
            var last = Completion(id, exchange.Model, "", null);
            last["choices"] = new JsonArray();
            last["usage"] = OpenAiShapes.ChatUsage(usage);
            chunks.Add(last);
        }

        return Script.Sse([.. chunks.Select(c => $"data: {OpenAiShapes.Text(c)}\n\n"), "data: [DONE]\n\n"]).Using(usage);
    }

    public static Script Embeddings(FakeExchange exchange)
    {
        var inputs = exchange.Body["input"] is JsonArray { Count: > 0 } array && array[0] is not JsonValue { } first
            ? array.Count
            : exchange.Body["input"] is JsonArray texts && texts[0]!.GetValueKind() == System.Text.Json.JsonValueKind.String ? texts.Count : 1;
        var usage = exchange.Usage(0) with { Output = 0, Reasoning = 0 };
        var size = (int?)exchange.Body["dimensions"] ?? 8;
        var base64 = (string?)exchange.Body["encoding_format"] == "base64";
        var data = Enumerable.Range(0, inputs).Select(i => (JsonNode)new JsonObject { ["object"] = "embedding", ["index"] = i, ["embedding"] = Vector(i, size, base64) });
        return Script.Json(OpenAiShapes.Text(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. data]),
            ["model"] = exchange.Model,
            ["usage"] = new JsonObject { ["prompt_tokens"] = usage.Input, ["total_tokens"] = usage.Input },
        })).Using(usage);
    }

    public static Script Moderation(FakeExchange exchange)
    {
        string[] categories = ["harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm", "self-harm/instructions", "self-harm/intent", "sexual", "sexual/minors", "violence", "violence/graphic"];
        var result = new JsonObject
        {
            ["flagged"] = false,
            ["categories"] = new JsonObject(categories.Select(c => KeyValuePair.Create(c, (JsonNode?)false))),
            ["category_scores"] = new JsonObject(categories.Select(c => KeyValuePair.Create(c, (JsonNode?)0.00001))),
            ["category_applied_input_types"] = new JsonObject(categories.Select(c => KeyValuePair.Create(c, (JsonNode?)new JsonArray("text")))),
        };
        return Script.Json(OpenAiShapes.Text(new JsonObject { ["id"] = $"modr-fake{exchange.Request.Number}", ["model"] = exchange.Model, ["results"] = new JsonArray(result) }));
    }

    private static JsonObject Completion(string id, string model, string text, string? finish) => new()
    {
        ["id"] = id,
        ["object"] = "text_completion",
        ["created"] = OpenAiShapes.Created,
        ["model"] = model,
        ["choices"] = new JsonArray(new JsonObject { ["text"] = text, ["index"] = 0, ["logprobs"] = null, ["finish_reason"] = finish }),
    };

    private static JsonNode Vector(int index, int size, bool base64)
    {
        var values = Enumerable.Range(0, size).Select(i => (index + i + 1) / 128f).ToArray();
        if (!base64) return new JsonArray([.. values.Select(v => (JsonNode)v)]);
        var bytes = new byte[size * sizeof(float)];
        for (var i = 0; i < size; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return Convert.ToBase64String(bytes);
    }
}
