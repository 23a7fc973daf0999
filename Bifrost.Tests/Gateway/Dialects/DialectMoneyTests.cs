using System.Net.Http.Headers;
using System.Text;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>
/// Bodies that ask a provider for more than what the gateway would count of them: each finds a hard budget of $0.10 (100,000 tokens of
/// input, 50,000 of output) closed or is refused by its field, and nothing is sent. The same bodies without it are served.
/// </summary>
public sealed class DialectMoneyTests(DialectMoneyHost host) : IClassFixture<DialectMoneyHost>
{
    private const string Claude = "/v1/messages";
    private const string Gemini = "/genai/v1beta/models/p-gemini/model-x:generateContent";
    private const string Bedrock = "/bedrock/model/p-bedrock-converse/model-x/converse";
    private const string Cohere = "/cohere/v2/chat";
    private const string Ollama = "/ollama/api/chat";

    private static readonly string Long = new('x', 120_000);

    public static TheoryData<string, string, string, int> Bodies() => new()
    {
        { "a cap below nothing, which some take for none", Claude, """{"model":"p-anthropic-messages/model-x","max_tokens":-1,"messages":[{"role":"user","content":"Hi"}]}""", 400 },
        { "a cap below nothing", Gemini, """{"contents":"Hi","generationConfig":{"maxOutputTokens":-1}}""", 400 },
        { "a cap below nothing", Bedrock, """{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"inferenceConfig":{"maxTokens":-1}}""", 400 },
        { "a cap below nothing", Cohere, """{"model":"p-cohere-chat/model-x","max_tokens":-1,"messages":[{"role":"user","content":"Hi"}]}""", 400 },
        { "a cap in both spellings", Gemini, """{"contents":"Hi","generationConfig":{"maxOutputTokens":10,"max_output_tokens":60000}}""", 400 },
        { "a config in both spellings", Gemini, """{"contents":"Hi","generationConfig":{"maxOutputTokens":10},"generation_config":{"maxOutputTokens":60000}}""", 400 },
        { "a choice count in both spellings", Gemini, """{"contents":"Hi","generationConfig":{"maxOutputTokens":10,"candidateCount":1,"candidate_count":8}}""", 400 },
        { "a system prompt in both spellings", Gemini, """{"contents":"Hi","generationConfig":{"maxOutputTokens":10},"systemInstruction":"a","system_instruction":"b"}""", 400 },
        { "a file beside a text", Gemini, """{"contents":[{"parts":[{"text":"Hi","fileData":{"mimeType":"video/mp4","fileUri":"https://youtu.be/x"}}]}],"generationConfig":{"maxOutputTokens":10}}""", 400 },
        { "a film", Gemini, """{"contents":[{"parts":[{"inlineData":{"mimeType":"video/mp4","data":"AAAA"}}]}],"generationConfig":{"maxOutputTokens":10}}""", 402 },
        { "searches", Gemini, """{"contents":"Hi","tools":[{"url_context":{}}],"generationConfig":{"maxOutputTokens":10}}""", 402 },
        { "a cached prompt", Gemini, """{"contents":"Hi","cached_content":"cachedContents/1","generationConfig":{"maxOutputTokens":10}}""", 402 },
        { "a field nobody knows", Gemini, """{"contents":"Hi","generationConfig":{"maxOutputTokens":10},"contents2":"LONG"}""", 402 },
        { "a field nobody knows in a part", Gemini, """{"contents":[{"parts":[{"text":"Hi","more":"LONG"}]}],"generationConfig":{"maxOutputTokens":10}}""", 402 },
        { "thoughts above the cap", Claude, """{"model":"p-anthropic-messages/model-x","max_tokens":10,"thinking":{"type":"enabled","budget_tokens":60000},"messages":[{"role":"user","content":"Hi"}]}""", 402 },
        { "a document where an image belongs", Claude, """{"model":"p-anthropic-messages/model-x","max_tokens":10,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"application/pdf","data":"AAAA"}}]}]}""", 402 },
        { "a text that is not a block's", Claude, """{"model":"p-anthropic-messages/model-x","max_tokens":10,"messages":[{"role":"user","content":[{"type":"text","text":"Hi","Text":"LONG"}]}]}""", 402 },
        { "an end user that no database keeps", Claude, """{"model":"p-anthropic-messages/model-x","max_tokens":10,"metadata":{"user_id":"a\u0000"},"messages":[{"role":"user","content":"Hi"}]}""", 400 },
        { "an end user of any length", Claude, """{"model":"p-anthropic-messages/model-x","max_tokens":10,"metadata":{"user_id":"LONG"},"messages":[{"role":"user","content":"Hi"}]}""", 400 },
        { "a tier of any length", Bedrock, """{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"inferenceConfig":{"maxTokens":10},"serviceTier":{"type":"LONG"}}""", 400 },
        { "a name of any length at fault", Bedrock, """{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"inferenceConfig":{"maxTokens":10},"requestMetadata":{"a\u0000LONG":1}}""", 400 },
        { "a name of any length twice", Gemini, """{"contents":"Hi","generationConfig":{"LONG":1,"_LONG":2}}""", 400 },
        { "a model to fall back to", Claude, """{"model":"p-anthropic-messages/model-x","max_tokens":10,"fallbacks":[{"model":"model-y"}],"messages":[{"role":"user","content":"Hi"}]}""", 400 },
        { "models to fall back to", Gemini, """{"contents":"Hi","generationConfig":{"maxOutputTokens":10},"models":["model-y"]}""", 400 },
        { "a server's tools", Claude, """{"model":"p-anthropic-messages/model-x","max_tokens":10,"mcp_servers":[{"type":"url","url":"https://x.example","name":"x"}],"messages":[{"role":"user","content":"Hi"}]}""", 402 },
        { "a model's own cap", Bedrock, """{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"inferenceConfig":{"maxTokens":10},"additionalModelRequestFields":{"max_gen_len":60000}}""", 402 },
        { "a model's own cap within", Bedrock, """{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"inferenceConfig":{"maxTokens":10},"additionalModelRequestFields":{"inferenceConfig":{"max_new_tokens":60000}}}""", 402 },
        { "a model's own tools", Bedrock, """{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"inferenceConfig":{"maxTokens":10},"additionalModelRequestFields":{"tools":[{"type":"web_search_20250305","name":"web_search"}]}}""", 402 },
        { "thoughts of a model's own", Bedrock, """{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"inferenceConfig":{"maxTokens":10},"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":60000}}}""", 402 },
        { "a faster mode", Bedrock, """{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"inferenceConfig":{"maxTokens":10},"performanceConfig":{"latency":"optimized"}}""", 402 },
        { "the rest of a document", Cohere, """{"model":"p-cohere-chat/model-x","max_tokens":10,"messages":[{"role":"user","content":"Hi"}],"documents":[{"data":{"text":"a","snippet":"LONG"}}]}""", 402 },
        { "documents for nobody", Cohere, """{"model":"p-cohere-chat/model-x","max_tokens":10,"messages":[{"role":"system","content":"Hi"}],"documents":["LONG"]}""", 402 },
        { "a name in another case", Ollama, """{"model":"p-ollama-chat/model-x","stream":false,"messages":[{"role":"user","content":"Hi","Content":"LONG"}],"options":{"num_predict":10}}""", 402 },
        { "options in another case", Ollama, """{"model":"p-ollama-chat/model-x","stream":false,"messages":[{"role":"user","content":"Hi"}],"options":{"num_predict":10},"Options":{"num_predict":60000}}""", 400 },
    };

    public static TheoryData<string, string> Fair() => new()
    {
        { Gemini, """{"contents":[{"parts":[{"text":"Hi","thought":false}]}],"system_instruction":"Be brief","generation_config":{"max_output_tokens":10,"candidateCount":1,"responseJsonSchema":{"properties":{"a_b":{},"aB":{}}},"response_mime_type":"application/json"}}""" },
        { Claude, """{"model":"p-anthropic-messages/model-x","max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]}""" },
        { Bedrock, """{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"inferenceConfig":{"maxTokens":2000},"additionalModelRequestFields":{"top_k":5,"anthropic_beta":["x"],"thinking":{"type":"enabled","budget_tokens":1024}}}""" },
        { Cohere, """{"model":"p-cohere-chat/model-x","max_tokens":10,"messages":[{"role":"user","content":"Hi"}],"documents":[{"data":{"text":"a","snippet":"b"}}]}""" },
        { Ollama, """{"model":"p-ollama-chat/model-x","stream":false,"messages":[{"role":"user","content":"Hi"}],"options":{"num_predict":10,"num_ctx":512}}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task No_more_is_asked_than_is_held(string what, string path, string body, int status)
    {
        var sent = host.Provider.Requests.Count;

        using var response = await PostAsync(path, body);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{what}: {(int)response.StatusCode} {text}");
        Assert.Equal(sent, host.Provider.Requests.Count);

        // What is at fault is named, however long the caller's own names are.
        Assert.InRange(text.Length, 1, 4_096);
    }

    [Theory]
    [MemberData(nameof(Fair))]
    public async Task What_is_fair_is_asked(string path, string body)
    {
        var sent = host.Provider.Requests.Count;

        using var response = await PostAsync(path, body);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode is not (400 or 402), $"{(int)response.StatusCode} {text}");
        Assert.Equal(sent + 1, host.Provider.Requests.Count);
    }

    /// <summary>Ollama takes a 0 as it takes a -1: generation goes on until the model ends it. The gateway's own cap stands there then.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-2)]
    public async Task A_cap_that_is_none_is_replaced(int cap)
    {
        using var response = await PostAsync(Ollama, $$"""{"model":"p-ollama-chat/model-x","stream":false,"messages":[{"role":"user","content":"Hi"}],"options":{"num_predict":{{cap}} } }""");

        Assert.InRange(host.Provider.Requests[^1].Json!["options"]!["num_predict"]!.GetValue<int>(), 256, 50_000);
    }

    [Theory]
    [InlineData("/passthrough/p-gemini/v1beta/models/model-x:generateContent")]
    [InlineData("/litellm/passthrough/p-gemini/v1beta/files")]
    public async Task No_raw_call_passes_a_models_limit_by(string path)
    {
        var sent = host.Provider.Requests.Count;

        // Plans are kept by the model's name.
        using var other = await PostAsync("/genai/v1beta/models/p-gemini/*:countTokens", """{"contents":"Hi"}""");
        using var response = await PostAsync(path, "{}");

        Assert.Equal((402, sent + 1), ((int)response.StatusCode, host.Provider.Requests.Count));
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        // What the provider answers does not matter here; it is charged for what was held at most.
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(Script.Error(503, "busy", "server_error", null));
        using var content = new StringContent(body.Replace("LONG", Long, StringComparison.Ordinal), Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await host.Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }
}
