using System.Text.Json.Nodes;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>Vectors of texts: callers of each dialect reach providers of each, and the input is metered by what the provider bills.</summary>
public sealed class EmbeddingTests(DialectHost host) : IClassFixture<DialectHost>
{
    private static readonly string[] Callers = ["openai", "gemini", "gemini-batch", "cohere", "ollama"];
    private static readonly string[] Providers = ["p-openai-responses", "p-gemini", "p-cohere-chat", "p-ollama-chat"];

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var caller in Callers)
        {
            foreach (var provider in Providers)
            {
                pairs.Add(caller, provider);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Go_there_and_back(string caller, string provider)
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(Script.Json(Answer(caller, provider)));
        var single = caller == "gemini";
        var (path, body) = Ask(caller, provider + "/emb-x", single ? ["Grüße 😀"] : ["Grüße 😀", "two"]);

        using var response = await host.PostAsync(path, body);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True(response.IsSuccessStatusCode, text);
        AssertAsked(provider, host.Provider.Requests[^1], single ? ["Grüße 😀"] : ["Grüße 😀", "two"]);
        AssertVectors(caller, JsonNode.Parse(text)!);
        var record = await host.RecordOfAsync(response);
        Assert.Equal(("embeddings", UsageOutcome.Completed, 7L, 0L, false), (record.Operation, record.Outcome, record.InputTokens, record.OutputTokens, record.Estimated));
        Assert.Equal(7_000, record.CostNanos);
    }

    [Fact]
    public async Task OpenAis_base64_is_written_as_its_sdks_read_it()
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(Script.Json(Answer("openai", "p-gemini")));

        using var response = await host.PostAsync("/v1/embeddings", """{ "model": "p-gemini/emb-x", "input": "Hi", "encoding_format": "base64", "user": "u" }""");

        var vector = Convert.FromBase64String((await JsonOf(response))["data"]![0]!["embedding"]!.GetValue<string>());
        Assert.Equal([0.5f, -0.25f], new[] { BitConverter.ToSingle(vector, 0), BitConverter.ToSingle(vector, 4) });
    }

    [Theory]
    [InlineData("/v1/embeddings", """{ "model": "p-gemini/m", "input": [[1, 2, 3]] }""", 400, "input")]
    [InlineData("/v1/embeddings", """{ "model": "p-anthropic-messages/m", "input": "Hi" }""", 400, "model")]
    [InlineData("/cohere/v2/embed", """{ "model": "p-gemini/m", "images": ["data:image/png;base64,AAAA"], "input_type": "image" }""", 400, "images")]
    [InlineData("/cohere/v2/embed", """{ "model": "p-gemini/m", "texts": ["a"], "embedding_types": ["int8"] }""", 400, "embedding_types")]
    [InlineData("/genai/v1beta/models/p-ollama-chat%2Fm:batchEmbedContents", """{ "requests": [1] }""", 400, "requests[0]")]
    [InlineData("/ollama/api/embed", """{ "model": "p-gemini/m" }""", 400, "text")]
    [InlineData("/ollama/api/embed", """{ "model": "p-ollama-chat/m", "Model": "other", "input": "Hi" }""", 400, "Model")]
    [InlineData("/ollama/api/embed", """{ "model": "p-ollama-chat/m", "model": "other", "input": "Hi" }""", 400, "twice")]
    public async Task What_cannot_be_said_is_refused_by_its_name(string path, string body, int status, string named)
    {
        using var response = await host.PostAsync(path, body);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(named, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_out_is_told()
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(Script.Json(Answer("ollama", "p-gemini")));

        using var response = await host.PostAsync("/ollama/api/embed", """{ "model": "p-gemini/m", "input": "Hi", "keep_alive": "5m", "options": {} }""");

        Assert.Equal("keep_alive,options", response.Headers.GetValues("x-bf-dropped-params").Single());
    }

    [Fact]
    public async Task Without_counts_of_the_providers_own_the_input_is_estimated()
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(Script.Json("""{"embedding":{"values":[0.5,-0.25]}}"""));

        using var response = await host.PostAsync("/genai/v1beta/models/p-gemini%2Femb-x:embedContent", """{ "model": "models/p-gemini/emb-x", "content": { "parts": [ { "text": "some words to embed" } ] }, "title": "kept" }""");

        var received = host.Provider.Requests[^1].Json!;
        Assert.Equal(("models/emb-x", "kept"), (received["model"]!.GetValue<string>(), received["title"]!.GetValue<string>()));
        var record = await host.RecordOfAsync(response);
        Assert.True(record is { Estimated: true, InputTokens: > 3 and < 20, CostNanos: > 0 });
    }

    private static (string Path, string Body) Ask(string caller, string model, string[] texts)
    {
        var list = new JsonArray([.. texts.Select(x => (JsonNode)x)]);
        return caller switch
        {
            "openai" => ("/v1/embeddings", new JsonObject { ["model"] = model, ["input"] = list, ["dimensions"] = 2 }.ToJsonString()),
            "gemini" => ($"/genai/v1beta/models/{model}:embedContent", Content(texts[0]).ToJsonString()),
            "gemini-batch" => ($"/genai/v1beta/models/{model}:batchEmbedContents", new JsonObject { ["requests"] = new JsonArray([.. texts.Select(Content)]) }.ToJsonString()),
            "cohere" => ("/cohere/v2/embed", new JsonObject { ["model"] = model, ["texts"] = list, ["input_type"] = "search_query", ["embedding_types"] = new JsonArray("float"), ["output_dimension"] = 2 }.ToJsonString()),
            _ => ("/ollama/api/embed", new JsonObject { ["model"] = model, ["input"] = list, ["dimensions"] = 2 }.ToJsonString()),
        };
    }

    private static JsonNode Content(string text) => new JsonObject
    {
        ["model"] = "models/emb-x",
        ["content"] = new JsonObject { ["parts"] = new JsonArray(new JsonObject { ["text"] = text }) },
        ["taskType"] = "RETRIEVAL_QUERY",
        ["outputDimensionality"] = 2,
    };

    private static string Answer(string caller, string provider) => provider switch
    {
        "p-openai-responses" => """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-0.25]}],"model":"emb-x","usage":{"prompt_tokens":7,"total_tokens":7}}""",
        "p-gemini" when caller == "gemini" => """{"embedding":{"values":[0.5,-0.25]},"usageMetadata":{"promptTokenCount":7}}""",
        "p-gemini" => """{"embeddings":[{"values":[0.5,-0.25]}],"usageMetadata":{"promptTokenCount":7,"promptTokensDetails":[{"modality":"TEXT","tokenCount":7}]}}""",
        "p-cohere-chat" when caller == "openai" => """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-0.25]}],"model":"emb-x","usage":{"prompt_tokens":7,"total_tokens":7}}""",
        "p-cohere-chat" => """{"id":"e1","embeddings":{"float":[[0.5,-0.25]]},"texts":["x"],"meta":{"api_version":{"version":"2"},"billed_units":{"input_tokens":7}},"response_type":"embeddings_by_type"}""",
        _ when caller == "openai" => """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-0.25]}],"model":"emb-x","usage":{"prompt_tokens":7,"total_tokens":7}}""",
        _ => """{"model":"emb-x","embeddings":[[0.5,-0.25]],"total_duration":14143917,"load_duration":1019500,"prompt_eval_count":7}""",
    };

    private static void AssertAsked(string provider, ReceivedRequest received, string[] texts)
    {
        var body = received.Json!;
        if (provider == "p-gemini")
        {
            var requests = received.Path.EndsWith(":embedContent", StringComparison.Ordinal) ? [body] : body["requests"]!.AsArray().ToArray();
            Assert.Equal(texts, requests.Select(x => x!["content"]!["parts"]![0]!["text"]!.GetValue<string>()));
            Assert.All(requests, x => Assert.Equal(("models/emb-x", 2), (x!["model"]!.GetValue<string>(), x["outputDimensionality"]!.GetValue<int>())));
            return;
        }

        Assert.Equal("emb-x", body["model"]!.GetValue<string>());
        Assert.Equal(texts, (body["input"] ?? body["texts"])!.AsArray().Select(x => x!.GetValue<string>()));
        Assert.Equal(2, (body["dimensions"] ?? body["output_dimension"])!.GetValue<int>());
    }

    private static void AssertVectors(string caller, JsonNode body)
    {
        var vector = caller switch
        {
            "openai" => body["data"]![0]!["embedding"],
            "gemini" => body["embedding"]!["values"],
            "gemini-batch" => body["embeddings"]![0]!["values"],
            "cohere" => body["embeddings"]!["float"]![0],
            _ => body["embeddings"]![0],
        };
        Assert.Equal([0.5, -0.25], vector!.AsArray().Select(x => x!.GetValue<double>()));
    }

    private static async Task<JsonNode> JsonOf(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
}
