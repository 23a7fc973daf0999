using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAiChat;
using Bifrost.Gateway.WireFormats.OpenAiResponses;
using Bifrost.Tests.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Tests.Gateway.WireFormats.OpenAiResponses;

public sealed class OpenAiResponsesRequestTests
{
    private const string Rich = """
        {"model":"gpt-x","stream":true,"instructions":"Be short.","max_output_tokens":500,"input":[
        {"type":"message","role":"developer","content":[{"type":"input_text","text":"Rules."}]},
        {"role":"user","content":[{"type":"input_text","text":"Look: \ud83d\ude00"},{"type":"input_image","image_url":"https://x.test/a.png","detail":"low"},
        {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,CCCC"},{"type":"input_file","file_url":"https://x.test/b.pdf"}]},
        {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Hm."}],"encrypted_content":"SIG=="},
        {"type":"reasoning","id":"rs_2","summary":[],"encrypted_content":"ENC=="},
        {"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"I look.","annotations":[]}]},
        {"type":"function_call","id":"fc_1","call_id":"call_1","name":"weather","arguments":"{\"city\":\"Paris\"}"},
        {"type":"function_call","call_id":"call_2","name":"time","arguments":""},
        {"type":"function_call_output","call_id":"call_1","output":"22"},
        {"type":"function_call_output","call_id":"call_2","output":[{"type":"input_text","text":"see"},{"type":"input_image","image_url":"data:image/png;base64,AAAA"}]}],
        "tools":[{"type":"function","name":"weather","description":"Of a city","parameters":{"type":"object","properties":{"city":{"type":"string"}}},"strict":true},{"type":"function","name":"time","parameters":{"type":"object"},"strict":false}],
        "tool_choice":{"type":"function","name":"weather"},"parallel_tool_calls":false,"text":{"format":{"type":"json_schema","name":"out","schema":{"type":"object"},"strict":true}},
        "reasoning":{"effort":"high","summary":"auto"},"temperature":0.5,"top_p":0.9,"include":["reasoning.encrypted_content"],"user":"u1","service_tier":"flex","metadata":{"k":"v"},"store":false,"prompt_cache_key":"p"}
        """;

    private const string Written = """
        {"model":"m-up","stream":true,"store":false,"max_output_tokens":500,"instructions":"Be short.","input":[
        {"type":"message","role":"developer","content":"Rules."},
        {"type":"message","role":"user","content":[{"type":"input_text","text":"Look: 😀"},{"type":"input_image","detail":"low","image_url":"https://x.test/a.png"},
        {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,CCCC"},{"type":"input_file","file_url":"https://x.test/b.pdf"}]},
        {"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}],"encrypted_content":"SIG=="},
        {"id":"rs_2","type":"reasoning","summary":[],"encrypted_content":"ENC=="},
        {"type":"message","role":"assistant","content":[{"type":"output_text","annotations":[],"text":"I look."}]},
        {"type":"function_call","call_id":"call_1","name":"weather","arguments":"{\"city\":\"Paris\"}"},
        {"type":"function_call","call_id":"call_2","name":"time","arguments":"{}"},
        {"type":"function_call_output","call_id":"call_1","output":"22"},
        {"type":"function_call_output","call_id":"call_2","output":[{"type":"input_text","text":"see"},{"type":"input_image","detail":"auto","image_url":"data:image/png;base64,AAAA"}]}],
        "tools":[{"type":"function","name":"weather","description":"Of a city","parameters":{"type":"object","properties":{"city":{"type":"string"}}},"strict":true},{"type":"function","name":"time","parameters":{"type":"object"},"strict":false}],
        "tool_choice":{"type":"function","name":"weather"},"parallel_tool_calls":false,"text":{"format":{"type":"json_schema","name":"out","schema":{"type":"object"},"strict":true}},
        "reasoning":{"effort":"high","summary":"auto"},"temperature":0.5,"top_p":0.9,"include":["reasoning.encrypted_content"],"user":"u1","service_tier":"flex","metadata":{"k":"v"},"prompt_cache_key":"p"}
        """;

    private readonly OpenAiResponsesFormat _format = new();

    [Fact]
    public void A_rich_request_is_written_as_it_was()
    {
        using var request = Wire.Read(_format, Rich);
        Assert.Equal(["store", "prompt_cache_key"], request.Others.Select(static x => x.Key));
        Assert.Equal(
            [ChatRole.System, ChatRole.Developer, ChatRole.User, ChatRole.Assistant, ChatRole.Tool], request.Messages.Select(static x => x.Role));
        Assert.False(request.IsUnbounded);
        Assert.Equal(Wire.Flat(Written), Wire.Write(_format, request, "openai", out var notes));
        Assert.Null(notes.Refusal);
        Assert.Empty(notes.Dropped);
    }

    [Fact]
    public void It_becomes_chat_and_comes_back()
    {
        using var request = Wire.Read(_format, Rich);
        request.Messages[^1].Parts.RemoveAt(1);
        request.Messages[2].Parts.RemoveAt(3);
        var chat = new OpenAiChatFormat();
        using var over = Wire.Read(chat, Wire.Write(chat, request, "openrouter", out var notes));
        Assert.Null(notes.Refusal);
        Assert.Equal(["metadata", "reasoning.exclude", "service_tier"], notes.Dropped.Order());
        over.Reasoning!.Summary = "auto";
        over.ServiceTier = "flex";
        over.Metadata.Add(new("k", "v"));
        over.Tools[1].Strict = false;
        // What a system says first is the same in either place.
        var back = Wire.Write(_format, over, "openai", out _);
        using var first = Wire.Read(_format, Rich);
        first.Messages[^1].Parts.RemoveAt(1);
        first.Messages[2].Parts.RemoveAt(3);
        // OpenAI's alone: OpenRouter was not told of it.
        first.Others.Clear();
        Assert.Equal(
            Wire.Write(_format, first, "openai", out _).Replace("\"developer\"", "\"system\"", StringComparison.Ordinal), back);
    }

    [Fact]
    public void What_responses_have_no_field_for_is_told()
    {
        var chat = new OpenAiChatFormat();
        using var request = Wire.Read(chat, """
            {"model":"m","messages":[{"role":"user","name":"ada","content":[{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}]}],"seed":1,"frequency_penalty":1,"presence_penalty":1,"top_k":3,"logit_bias":{"1":2},"stop":"END"}
            """);
        Wire.Write(_format, request, "openai", out var notes);
        Assert.Equal("stop", notes.Refusal?.Param);
        Assert.Equal(["input.name", "cache_control", "top_k", "frequency_penalty", "presence_penalty", "seed", "logit_bias"], notes.Dropped);
    }

    [Theory]
    [InlineData("""{"model":"m","input":"x","previous_response_id":"resp_1"}""", "previous_response_id", true)]
    [InlineData("""{"model":"m","input":"x","conversation":"conv_1"}""", "conversation", true)]
    [InlineData("""{"model":"m","prompt":{"id":"p"}}""", "prompt", true)]
    [InlineData("""{"model":"m","input":[{"type":"item_reference","id":"a"}]}""", "input[0]", true)]
    [InlineData("""{"model":"m","input":[{"type":"file_search_call","id":"a"}]}""", "input[0]", true)]
    [InlineData("""{"model":"m","input":[{"type":"local_shell_call","call_id":"a"}]}""", "input[0]", false)]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"web_search"}]}""", "tools", true)]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"local_shell"}]}""", "tools", false)]
    [InlineData("""{"model":"m","input":"x","background":true}""", "background", false)]
    public void What_its_own_vendor_keeps_or_runs_is_not_translated(string body, string param, bool isUnbounded)
    {
        using var request = Wire.Read(_format, body);
        Assert.Equal(isUnbounded, request.IsUnbounded);
        Wire.Write(new OpenAiChatFormat(), request, "groq", out var notes);
        Assert.Equal(param, notes.Refusal?.Param);
    }

    [Theory]
    [InlineData("""{"input":"x"}""", "model")]
    [InlineData("""{"model":"m"}""", "input")]
    [InlineData("""{"model":"m","input":5}""", "input")]
    [InlineData("""{"model":"m","input":[5]}""", "input[0]")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":[{"type":"input_text"}]}]}""", "input[0].content[0].text")]
    [InlineData("""{"model":"m","input":[{"role":"x","content":""}]}""", "input[0].role")]
    [InlineData("""{"model":"m","input":[{"type":"function_call","name":"f"}]}""", "input[0].call_id")]
    [InlineData("""{"model":"m","input":[{"type":"function_call_output","call_id":"c","output":3}]}""", "input[0].output")]
    [InlineData("""{"model":"m","input":[{"type":"reasoning","summary":[{"text":1}]}]}""", "input[0].summary[0].text")]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"function"}]}""", "tools[0].name")]
    [InlineData("""{"model":"m","input":"x","text":{"format":{}}}""", "text.format.type")]
    [InlineData("""{"model":"m","input":"x","include":[1]}""", "include")]
    [InlineData("""{"model":"m","input":"x","reasoning":{"effort":1}}""", "reasoning.effort")]
    public void A_wrong_value_is_refused_by_its_path(string body, string param) => Assert.Equal(param, Wire.Refused(_format, body).Param);

    [Fact]
    public void No_bytes_make_it_throw() => Wire.Torment(Rich, x => Wire.Request(_format, x, "openai"));
}
