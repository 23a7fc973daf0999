using System.Net;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>
/// Input whose size only the provider knows counts as unpriced under a hard budget; what is bounded by the request's own bytes
/// does not; and a call without a budget is untouched by either.
/// </summary>
public sealed class UnboundedInputTests(BudgetedGateway gateway) : IClassFixture<BudgetedGateway>
{
    private const string Chat = "chat/completions";
    private const string Say = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    private static readonly string[] BoundedTools = ["function", "custom", "local_shell", "apply_patch", "computer_use_preview", "computer"];

    private static readonly string[] OtherTools =
    [
        "web_search", "web_search_preview", "file_search", "code_interpreter", "image_generation", "mcp", "shell", "live_search", "web_search_20250305",
        "computer_of_the_provider", "Function", "function ", "not_known_yet", "", "\\u0077eb_search",
    ];

    private static readonly string[] ChatParts =
    [
        """{"type":"file","file":{}}""", """{"type":"video","x":"y"}""", """{"type":"document_url","document_url":"https://papers.example/1.pdf"}""",
        """{"type":"document","source":{"type":"text","data":"x"}}""", """{"type":"tool_reference","tool_name":"f"}""", """{"type":"not_known_yet","text":"Hi"}""",
        """{"type":"TEXT","text":"Hi"}""", """{"type":"t\u0065xt ","text":"Hi"}""",
    ];

    private static readonly string[] ResponseItems =
    [
        """{"type":"item_reference","id":"msg_1"}""", """{"id":"msg_1"}""", """{"type":null,"id":"msg_1"}""", """{"type":"message","id":"msg_1"}""",
        """{"role":"user","id":"msg_1","content":null}""", """{"type":"reasoning","id":"rs_1","summary":[]}""", """{"type":"reasoning","id":"rs_1","encrypted_content":null,"summary":[]}""",
        """{"type":"web_search_call","id":"ws_1","status":"completed"}""", """{"type":"file_search_call","id":"fs_1"}""", """{"type":"image_generation_call","id":"ig_1"}""",
        """{"type":"code_interpreter_call","id":"ci_1"}""", """{"type":"mcp_call","id":"mcp_1"}""", """{"type":"not_known_yet","content":"Hi"}""",
        """{"t\u0079pe":"item\u005freference","id":"msg_1"}""", """{"type":"m\u0065ssage","id":"msg_1"}""", """{"type":"reas\u006fning","id":"rs_1","summary":[]}""",
        """{"type":"message","type":"function_call","id":"msg_1"}""", """{"type":"function_call","type":"reasoning","id":"rs_1"}""",
    ];

    private static readonly string[] Fields =
    [
        "\"previous_response_id\":\"resp_1\"", "\"conversation\":\"conv_1\"", "\"conversation\":{\"id\":\"conv_1\"}", "\"prompt\":{\"id\":\"pmpt_1\"}",
        "\"web_search_options\":{}", "\"search_parameters\":{\"mode\":\"on\"}", "\"documents\":[{\"id\":\"1\"}]", "\"plugins\":[{\"id\":\"web\"}]",
        "\"enable_search\":true", "\"web_search\":true", "\"prompt_embeds\":[\"AAAA\"]", "\"chat_template\":\"{{x}}\"", "\"mm_processor_kwargs\":{\"max_pixels\":9999999}",
        "\"preset\":\"long\"", "\"connectors\":[{\"id\":\"web\"}]", "\"attachments\":[\"a\"]", "\"modalities\":[\"text\",\"video\"]", "\"tools\":{\"type\":\"web_search\"}",
        "\"web_s\\u0065arch_options\":{}", "\"x\":{\"y\":[{\"file_id\":\"file-1\"}]}", "\"x\":{\"vector_store_ids\":[\"vs_1\"]}",
        "\"cached_content\":\"cachedContents/abc\"", "\"extra_body\":{\"google\":{\"cached_content\":\"cachedContents/abc\"}}", "\"extra_body\":{\"cachedContent\":\"cachedContents/abc\"}",
        "\"extra_body\":{\"max_tokens\":99999}", "\"extra_body\":{\"Max_completion_tokens\":99999}", "\"extra_body\":{\"n\":8}", "\"extra_body\":{\"service_t\\u0069er\":\"priority\"}", "\"extra_body\":{\"messages\":[]}",
    ];

    private static readonly string[] BoundedFields =
    [
        "\"previous_response_id\":null", "\"conversation\":null", "\"web_search_options\":null", "\"documents\":null", "\"enable_search\":false", "\"models\":null",
        "\"prediction\":null", "\"suffix\":null", "\"tools\":null", "\"tools\":[]", "\"functions\":[{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}]",
        "\"metadata\":{\"file_id\":\"file-1\"}", "\"cached_content\":null", "\"extra_body\":{\"google\":{\"cached_content\":null}}", "\"extra_body\":{\"google\":{\"max_tokens\":9}}", "\"extra_body\":{\"user\":\"u\",\"n\":null,\"top_k\":4}", "\"modalities\":[\"text\"]", "\"x\":{\"file_id\":null}", "\"x\":[{\"type\":\"not_known\",\"data\":\"AAAA\"}]",
    ];

    private static readonly string[] BoundedChatParts =
    [
        """{"type":"text","text":"Hi","cache_control":{"type":"ephemeral"}}""", """{"type":"refusal","refusal":"No"}""", """{"t\u0079pe":"te\u0078t","text":"Hi"}""",
        """{"type":"image_url","image_url":{"url":"https://pictures.example/1.png","detail":"low"}}""", """{"type":"text","text":"file_id"}""",
    ];

    private static readonly string[] BoundedItems =
    [
        """{"type":"message","role":"user","content":[{"type":"input_text","text":"Hi"},{"type":"input_image","image_url":"data:image/png;base64,AAAA","file_id":null}]}""",
        """{"role":"user","content":"Hi"}""", """{"id":"msg_1","type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Hi","annotations":[{"type":"not_known"}]}]}""",
        """{"type":"function_call","id":"fc_1","call_id":"c","name":"f","arguments":"{}"}""", """{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"x"}]}""",
        """{"type":"custom_tool_call","call_id":"c","name":"f","input":"x"}""", """{"type":"custom_tool_call_output","call_id":"c","output":"x"}""",
        """{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"x"}],"encrypted_content":"gAAA"}""", """{"type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"x"}]}""",
        """{"type":"computer_call_output","call_id":"c","output":{"type":"computer_screenshot","image_url":"data:image/png;base64,AAAA"}}""",
        """{"type":"local_shell_call","call_id":"c","action":{"type":"exec","command":["ls"]}}""", """{"type":"local_shell_call_output","id":"c","output":"x"}""",
    ];

    public static TheoryData<string, string> Unbounded => [.. Calls(OtherTools, ChatParts, ResponseItems, Fields), .. Odd];

    public static TheoryData<string, string> Bounded => [.. Calls(BoundedTools, BoundedChatParts, BoundedItems, BoundedFields)];

    private static IEnumerable<(string, string)> Odd =>
    [
        (Chat, "{" + Say + ",\"tools\":[{\"function\":{\"name\":\"f\"}}]"), (Chat, "{" + Say + ",\"tools\":[\"web_search\"]"), (Chat, "{" + Say + ",\"tools\":[{\"Type\":\"web_search\"}]"),
        (Chat, "{" + Say + ",\"tools\":[{\"type\":\"function\",\"type\":\"web_search\"}]"),
        (Chat, """{"messages":[{"role":"assistant","audio":{"id":"audio_1"}},{"role":"user","content":"Hi"}]"""), ("responses", """{"input":{"id":"msg_1"}"""),
        ("responses", """{"input":"Hi","instructions":{"id":"x"}"""),
    ];

    [Theory]
    [MemberData(nameof(Unbounded))]
    public async Task CountsAsUnpriced(string path, string body)
    {
        var before = gateway.Host.Provider.Requests.Count;

        var (status, answer) = await gateway.SendAsync(path, body + ",\"model\":\"fake/m\"}");

        Assert.True(status == HttpStatusCode.PaymentRequired, answer);
        Assert.Contains("only the provider knows", answer, StringComparison.Ordinal);
        Assert.Equal(before, gateway.Host.Provider.Requests.Count);
        await gateway.SendAsync(path, body + ",\"model\":\"fake/m\"}", budgeted: false);
        Assert.Equal(before + 1, gateway.Host.Provider.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(Bounded))]
    public async Task IsServedUnderAHardBudget(string path, string body)
    {
        var (status, answer) = await gateway.SendAsync(path, body + ",\"model\":\"fake/m\"}");

        Assert.True(status == HttpStatusCode.OK, answer);
    }

    [Theory]
    [InlineData("fake/gpt-4o:online")]
    [InlineData("fake/vendor/gpt-4o:Online")]
    [InlineData("fake/gpt-4o-mini-search-preview")]
    [InlineData("fake/gpt-4o-search-preview-2025-03-11")]
    [InlineData("fake/gpt-5-Search-API")]
    [InlineData("fake/openai/o3-deep-research")]
    public async Task ANameThatAsksForASearchCountsAsUnpriced(string model) =>
        Assert.Equal(HttpStatusCode.PaymentRequired, (await gateway.SendAsync(Chat, "{" + Say + $",\"model\":\"{model}\"}}")).Status);

    /// <summary>Whatever the dialect in which it is named.</summary>
    [Theory]
    [InlineData("messages", Say + ",\"max_tokens\":9")]
    [InlineData("responses", "\"input\":\"Hi\",\"max_output_tokens\":16")]
    public async Task SoItDoesInEveryDialect(string path, string fields)
    {
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(path, "{" + fields + ",\"model\":\"fake/gpt-4o\"}")).Status);
        Assert.Equal(HttpStatusCode.PaymentRequired, (await gateway.SendAsync(path, "{" + fields + ",\"model\":\"fake/gpt-4o-search-preview\"}")).Status);
    }

    /// <summary>Another model by the back door would pass lists of models, their limits and their prices.</summary>
    [Theory]
    [InlineData("\"models\":[\"openai/o3-pro\"]")]
    [InlineData("\"models\":[]")]
    [InlineData("\"mod\\u0065ls\":[\"openai/o3-pro\"]")]
    [InlineData("\"Models\":[\"openai/o3-pro\"]")]
    [InlineData("\"fallbacks\":[{\"model\":\"openai/o3-pro\"}]")]
    [InlineData("\"extra_body\":{\"model\":\"openai/o3-pro\"}")]
    [InlineData("\"extra_body\":{\"f\\u0061llbacks\":[\"openai/o3-pro\"]}")]
    public async Task FurtherModelsAreRefusedWithAndWithoutABudget(string field)
    {
        foreach (var budgeted in (bool[])[true, false])
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await gateway.SendAsync(Chat, "{" + Say + "," + field + ",\"model\":\"fake/m\"}", budgeted)).Status);
        }
    }

    /// <summary>Text that can reach a prompt is held by its bytes, wherever it stands; what stands for an image is not, where an image belongs.</summary>
    [Theory]
    [InlineData("completions", """{"prompt":"a","suffix":"TEXT" """)]
    [InlineData("completions", """{"prompt":"a","x":["TEXT"] """)]
    [InlineData("completions", """{"prompt":"a","x":{"TEXT":1} """)]
    [InlineData("completions", """{"prompt":"a","system":"TEXT" """)]
    [InlineData(Chat, """{"messages":[{"role":"user","content":"TEXT"}] """)]
    [InlineData(Chat, """{"messages":[{"role":"user","content":"a","x":"TEXT"}] """)]
    [InlineData(Chat, """{"messages":[{"role":"user","content":"a","x":{"TEXT":"a"}}] """)]
    [InlineData(Chat, """{"messages":[{"role":"user","content":[{"type":"text","text":"TEXT"}]}] """)]
    [InlineData(Chat, """{"messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"TEXT"}}]}] """)]
    [InlineData(Chat, """{"messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":{"url":"TEXT"}}}]}] """)]
    [InlineData(Chat, """{"messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":{"image_url":{"url":"data:image/png;base64,TEXT"}}}}]}] """)]
    [InlineData(Chat, """{"messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":{"TEXT":null}}}]}] """)]
    [InlineData(Chat, """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"TEXT"}}]}] """)]
    [InlineData(Chat, """{"messages":[{"role":"user","content":"a"}],"chat_template_kwargs":{"x":"TEXT"} """)]
    [InlineData("responses", """{"input":[{"type":"function_call","call_id":"c","name":"f","arguments":"TEXT"}] """)]
    [InlineData("responses", """{"input":[{"type":"function_call_output","call_id":"c","output":"TEXT"}] """)]
    [InlineData("responses", """{"input":[],"instructions":"TEXT" """)]
    [InlineData("responses", """{"input":[],"text":{"format":{"type":"text"},"x":"TEXT"} """)]
    public async Task TextIsHeldByItsBytes(string path, string body)
    {
        const int Length = 50_000;
        var (input, _) = await gateway.HeldAsync(path, body.Replace("TEXT", new string('x', Length), StringComparison.Ordinal) + ",\"max_tokens\":1,\"max_output_tokens\":1,\"model\":\"fake/m\"}");

        // At most two images beside it.
        Assert.InRange(input, Length, 100_000_000);
    }

    [Theory]
    [InlineData(Chat, """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,TEXT"}}]}] """)]
    [InlineData("responses", """{"input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,TEXT"}]}] """)]
    [InlineData("responses", """{"input":[{"type":"computer_call_output","call_id":"c","output":{"type":"computer_screenshot","image_url":"data:image/png;base64,TEXT"}}] """)]
    public async Task AnEmbeddedImageIsNotHeldAsText(string path, string body)
    {
        var (input, _) = await gateway.HeldAsync(path, body.Replace("TEXT", new string('x', 90_000), StringComparison.Ordinal) + ",\"max_tokens\":1,\"max_output_tokens\":1,\"model\":\"fake/m\"}");

        Assert.InRange(input, 73_800, 75_000);
    }

    private static IEnumerable<(string, string)> Calls(string[] tools, string[] chatParts, string[] items, string[] fields)
    {
        foreach (var tool in tools)
        {
            yield return (Chat, "{" + Say + $$$$""","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}},{"name":"g","type":"{{{{tool}}}}"}]""");
            yield return ("responses", $$"""{"tools":[{"type":"{{tool}}","name":"g"}],"input":"Hi" """);
        }

        foreach (var part in chatParts)
        {
            yield return (Chat, $$"""{"messages":[{"role":"user","content":[{"type":"text","text":"Hi"},{{part}}]}] """);
        }

        foreach (var item in items)
        {
            yield return ("responses", $$"""{"input":[{"role":"user","content":"Hi"},{{item}}] """);
        }

        foreach (var field in fields)
        {
            yield return (Chat, "{" + Say + "," + field);
        }
    }
}
