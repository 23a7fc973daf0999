using System.Text;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Tests.Gateway.WireFormats.OpenAiChat;

public sealed class OpenAiChatRequestTests
{
    private const string Rich = """
        {"model":"gpt-x","stream":true,"stream_options":{"include_usage":true},"max_completion_tokens":500,"messages":[
        {"role":"system","content":"Be short."},
        {"role":"developer","content":[{"type":"text","text":"Rules.","cache_control":{"type":"ephemeral","ttl":"1h"}}]},
        {"role":"user","name":"ada","content":[{"type":"text","text":"Look: 😀"},{"type":"image_url","image_url":{"url":"https://x.test/a.png","detail":"low"}},
        {"type":"image_url","image_url":{"url":"data:image/jpeg;base64,AAAA"}},{"type":"input_audio","input_audio":{"data":"BBBB","format":"mp3"}},
        {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,CCCC"}}]},
        {"role":"assistant","content":null,"reasoning_details":[{"type":"reasoning.text","text":"Hm.","signature":"SIG==","index":0},{"type":"reasoning.encrypted","data":"ENC==","index":1}],
        "tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Paris\"}"},"extra_content":{"google":{"thought_signature":"TS=="}}},
        {"id":"call_2","type":"function","function":{"name":"time","arguments":""}}]},
        {"role":"tool","tool_call_id":"call_1","content":"22"},{"role":"tool","tool_call_id":"call_2","content":[{"type":"text","text":"12:00"}]},
        {"role":"assistant","content":"It is 22.","refusal":null}],
        "tools":[{"type":"function","function":{"name":"weather","description":"Of a city","parameters":{"type":"object","properties":{"city":{"type":"string"}}},"strict":true},"cache_control":{"type":"ephemeral"}},
        {"type":"function","function":{"name":"time"}}],"tool_choice":{"type":"function","function":{"name":"weather"}},"parallel_tool_calls":false,
        "response_format":{"type":"json_schema","json_schema":{"name":"out","schema":{"type":"object"},"strict":true}},"reasoning_effort":"high",
        "temperature":0.5,"top_p":0.9,"frequency_penalty":0.1,"presence_penalty":0.2,"seed":7,"logprobs":true,"top_logprobs":3,"stop":["a","b"],"user":"u1","service_tier":"flex","metadata":{"k":"v"},"store":true}
        """;

    private readonly OpenAiChatFormat _format = new();

    [Fact]
    public void A_rich_request_is_written_for_OpenAI_as_it_was()
    {
        using var request = Wire.Read(_format, Rich);
        Assert.Equal(["store"], request.Others.Select(static x => x.Key));
        Assert.False(request.IsUnbounded);
        var written = Wire.Write(_format, request, "openai", out var notes, cap: 99);
        Assert.Null(notes.Refusal);
        Assert.Equal(["cache_control", "messages.reasoning_content", "metadata"], notes.Dropped);
        Assert.Equal(Wire.Flat("""
            {"model":"m-up","stream":true,"stream_options":{"include_usage":true},"max_completion_tokens":99,"messages":[
            {"role":"system","content":"Be short."},{"role":"developer","content":"Rules."},
            {"role":"user","name":"ada","content":[{"type":"text","text":"Look: 😀"},{"type":"image_url","image_url":{"url":"https://x.test/a.png","detail":"low"}},
            {"type":"image_url","image_url":{"url":"data:image/jpeg;base64,AAAA"}},{"type":"input_audio","input_audio":{"data":"BBBB","format":"mp3"}},
            {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,CCCC"}}]},
            {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Paris\"}"}},
            {"id":"call_2","type":"function","function":{"name":"time","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"call_1","content":"22"},{"role":"tool","tool_call_id":"call_2","content":"12:00"},
            {"role":"assistant","content":"It is 22."}],
            "tools":[{"type":"function","function":{"name":"weather","description":"Of a city","parameters":{"type":"object","properties":{"city":{"type":"string"}}},"strict":true}},
            {"type":"function","function":{"name":"time","parameters":{"type":"object","properties":{}}}}],"tool_choice":{"type":"function","function":{"name":"weather"}},"parallel_tool_calls":false,
            "response_format":{"type":"json_schema","json_schema":{"name":"out","schema":{"type":"object"},"strict":true}},"reasoning_effort":"high",
            "temperature":0.5,"top_p":0.9,"frequency_penalty":0.1,"presence_penalty":0.2,"seed":7,"logprobs":true,"top_logprobs":3,"stop":["a","b"],"user":"u1","service_tier":"flex"}
            """), written);
    }

    [Fact]
    public void OpenRouter_gets_cache_markers_and_thoughts_and_what_it_gets_reads_the_same_again()
    {
        using var request = Wire.Read(_format, Rich);
        var written = Wire.Write(_format, request, "openrouter", out var notes);
        Assert.Equal(["service_tier", "metadata"], notes.Dropped);
        Assert.Contains("""{"type":"text","text":"Rules.","cache_control":{"type":"ephemeral","ttl":"1h"}}""", written, StringComparison.Ordinal);
        Assert.Contains("""{"type":"reasoning.text","text":"Hm.","signature":"SIG==","index":0},{"type":"reasoning.encrypted","data":"ENC==","index":1}""", written, StringComparison.Ordinal);
        Assert.Contains("""{"google":{"thought_signature":"TS=="}}""", written, StringComparison.Ordinal);
        Assert.Contains("""
            "reasoning":{"effort":"high"}
            """, written, StringComparison.Ordinal);
        using var again = Wire.Read(_format, written);
        Assert.Equal(written, Wire.Write(_format, again, "openrouter", out _));
    }

    [Fact]
    public void What_measures_a_call_leaves_out_nothing_and_refuses_nothing()
    {
        using var request = Wire.Read(_format, Rich);
        request.Tools.Add(new ToolDefinition("web_search") { Native = System.Text.Json.JsonDocument.Parse("""{"type":"web_search","filters":{}}""").RootElement });
        request.Sampling.Choices = 3;
        var result = new ToolResultPart("call_9");
        result.Content.Add(new ImagePart(MediaSource.OfData("DDDD", "image/png")));
        request.Messages.Add(new ChatMessage(ChatRole.Tool) { Parts = { result } });
        var written = Wire.Write(_format, request, "", out var notes);
        Assert.Null(notes.Refusal);
        foreach (var piece in new[] { "Hm.", "SIG==", "ENC==", "Be short.", "Rules.", "Of a city", "DDDD", "\"n\":3", "web_search", "max_tokens" })
        {
            Assert.Contains(piece, written, StringComparison.Ordinal);
        }

        Assert.Equal(written.IndexOf("Hm.", StringComparison.Ordinal), written.LastIndexOf("Hm.", StringComparison.Ordinal));
        Assert.True(RequestScanner.TryScan(Encoding.UTF8.GetBytes(written), out var scan, out var error), error.Message);
        Assert.True(scan.IsUnbounded);
        Assert.True(scan.HasTools);
    }

    [Theory]
    [InlineData("openai", "max_completion_tokens", "\"reasoning_effort\":\"medium\"")]
    [InlineData("groq", "max_tokens", "\"reasoning_effort\":\"medium\"")]
    [InlineData("openrouter", "max_tokens", "\"reasoning\":{\"max_tokens\":9000}")]
    [InlineData("deepseek", "max_tokens", "\"thinking\":{\"type\":\"enabled\"}")]
    [InlineData("dashscope", "max_tokens", "\"enable_thinking\":true,\"thinking_budget\":9000")]
    public void A_cap_and_a_budget_of_thoughts_stand_in_the_vendors_own_words(string kind, string cap, string reasoning)
    {
        using var request = new ChatRequest { MaxOutputTokens = 12, Reasoning = new ReasoningRequest { BudgetTokens = 9000 } };
        request.Messages.Add(new ChatMessage(ChatRole.User, "x"));
        var written = Wire.Write(_format, request, kind, out _);
        Assert.Contains($"\"{cap}\":12", written, StringComparison.Ordinal);
        Assert.Contains(reasoning, written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"messages":[]}""", "model")]
    [InlineData("""{"model":"m"}""", "messages")]
    [InlineData("""{"model":"m","messages":"x"}""", "messages")]
    [InlineData("""{"model":"m","messages":[1]}""", "messages[0]")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"},{"role":"user","content":5}]}""", "messages[1].content")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"\ud83d"}]}""", "messages[0].content")]
    [InlineData("""{"model":"m","messages":[{"role":"king","content":"a"}]}""", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":1}}]}]}""", "messages[0].content[0].image_url.url")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":2}}]}]}""", "messages[0].tool_calls[0].function.name")]
    [InlineData("""{"model":"m","messages":[],"temperature":"x"}""", "temperature")]
    [InlineData("""{"model":"m","messages":[],"max_tokens":1.5}""", "max_tokens")]
    [InlineData("""{"model":"m","messages":[],"stop":[1]}""", "stop")]
    [InlineData("""{"model":"m","messages":[],"tools":[{"type":"function"}]}""", "tools[0].function")]
    [InlineData("""{"model":"m","messages":[],"tool_choice":"maybe"}""", "tool_choice")]
    [InlineData("""{"model":"m","messages":[],"metadata":{"a":1}}""", "metadata")]
    [InlineData("""{"model":"m","messages":[],"response_format":{"type":3}}""", "response_format.type")]
    public void A_wrong_value_is_refused_by_its_path(string body, string param) => Assert.Equal(param, Wire.Refused(_format, body).Param);

    [Fact]
    public void Functions_of_old_become_tools_and_their_answers_find_their_calls()
    {
        using var request = Wire.Read(_format, """
            {"model":"m","functions":[{"name":"f","parameters":{"type":"object"}}],"function_call":{"name":"f"},"messages":[
            {"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"1"}]}
            """);
        Assert.Equal(new ToolChoice(ToolChoiceKind.Named, "f"), request.ToolChoice);
        var call = Assert.IsType<ToolCallPart>(request.Messages[0].Parts.Single());
        var result = Assert.IsType<ToolResultPart>(request.Messages[1].Parts.Single());
        Assert.Equal(call.Id, result.CallId);
    }

    [Fact]
    public void Content_of_an_unknown_kind_has_no_bound_and_is_not_translated()
    {
        using var request = Wire.Read(_format, """{"model":"m","messages":[{"role":"user","content":[{"type":"video_url","video_url":{"url":"x"}}]}]}""");
        Assert.True(request.IsUnbounded);
        Wire.Write(_format, request, "groq", out var notes);
        Assert.Equal("messages[0].content[0]", notes.Refusal?.Param);
    }

    [Theory]
    [InlineData("\"web_search_options\":{}", "web_search_options", true)]
    [InlineData("\"modalities\":[\"text\",\"audio\"]", "modalities", false)]
    [InlineData("\"modalities\":[\"text\"]", null, false)]
    [InlineData("\"store\":true", null, false)]
    public void A_field_that_decides_the_answer_is_not_left_out(string field, string? param, bool isUnbounded)
    {
        using var request = Wire.Read(_format, $$"""{"model":"m","messages":[{"role":"user","content":"x"}],{{field}}}""");
        Assert.Equal(isUnbounded, request.IsUnbounded);
        Wire.Write(_format, request, "groq", out var notes);
        Assert.Equal(param, notes.Refusal?.Param);
    }

    [Theory]
    [InlineData("openai", "messages.content")]
    [InlineData("openrouter", null)]
    public void Images_in_what_a_tool_answered_go_only_where_they_are_documented(string kind, string? param)
    {
        var result = new ToolResultPart("c");
        result.Content.Add(new ImagePart(MediaSource.OfData("AAAA", "image/png")));
        using var request = new ChatRequest();
        request.Messages.Add(new ChatMessage(ChatRole.Tool) { Parts = { result } });
        Wire.Write(_format, request, kind, out var notes);
        Assert.Equal(param, notes.Refusal?.Param);
    }

    [Fact]
    public void Pieces_of_one_thought_that_a_client_gathered_are_one_thought()
    {
        using var request = Wire.Read(_format, """
            {"model":"m","messages":[{"role":"assistant","content":"x","reasoning_content":"ab","reasoning_details":[
            {"type":"reasoning.text","text":"a","index":0},{"type":"reasoning.text","text":"b","index":0},{"type":"reasoning.text","text":"","signature":"S","index":0},
            {"type":"reasoning.encrypted","data":"E","index":1}]}]}
            """);
        var parts = request.Messages[0].Parts;
        var thought = Assert.IsType<ThinkingPart>(parts[0]);
        Assert.Equal(("ab", "S"), (thought.Text, thought.Signature));
        Assert.Equal("E", Assert.IsType<RedactedThinkingPart>(parts[1]).Data);
        Assert.IsType<TextPart>(parts[2]);
    }

    [Fact]
    public void No_bytes_make_it_throw() => Wire.Torment(Rich, x => Wire.Request(_format, x, "openai", "openrouter", ""));
}
