using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.CohereChat;

namespace Bifrost.Tests.Gateway.WireFormats.CohereChat;

public sealed class CohereRequestTests
{
    private const string Rich = """
        {"model":"command-a-03-2025","stream":true,"messages":[
          {"role":"system","content":"Be brief."},
          {"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]},
          {"role":"assistant","content":[{"type":"thinking","thinking":"Hm."}],"tool_plan":"I will look.","tool_calls":[{"id":"look_1","type":"function","function":{"name":"look","arguments":"{\"at\":\"x\"}"}},{"id":"look_2","type":"function","function":{"name":"look","arguments":"{}"}}]},
          {"role":"tool","tool_call_id":"look_1","content":"a cat"},
          {"role":"tool","tool_call_id":"look_2","content":"dark"},
          {"role":"assistant","content":[{"type":"text","text":"A cat."}]}],
         "tools":[{"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"object","properties":{"at":{"type":"string"}}}}}],"strict_tools":true,"tool_choice":"REQUIRED",
         "max_tokens":100,"stop_sequences":["END"],"temperature":0.5,"p":0.9,"k":40,"seed":7,"frequency_penalty":0.1,"presence_penalty":0.2,"logprobs":true,
         "response_format":{"type":"json_object","json_schema":{"type":"object"}},"thinking":{"type":"enabled","token_budget":500}}
        """;

    private static readonly DialectProbe Probe = new(new CohereChatFormat());

    [Fact]
    public void Everything_documented_is_read() => Assert.Equal(
        [
            "model command-a-03-2025 stream True unbounded False",
            "System", "  text Be brief.",
            "User", "  text What is this?", "  image |aGk=|||image/png", "  image https://example.com/a.png||||",
            "Assistant", "  thought Hm. sig=-", "  text I will look.", "  call look_1 look {\"at\":\"x\"} sig=-", "  call look_2 look {} sig=-",
            "Tool", "  result look_1  error=False", "    text a cat", "  result look_2  error=False", "    text dark",
            "Assistant", "  text A cat.",
            "tool look Looks. {\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"string\"}}} strict=True native=-",
            "choice Required ", "output {\"type\":\"object\"}", "reasoning True||500|True", "sampling 0.5|0.9|40|0.1|0.2|7||True|", "max 100", "stop END",
        ],
        Probe.Lines(Rich));

    [Fact]
    public void What_was_read_is_written_again()
    {
        using var request = Probe.Read(Rich);
        var (json, notes) = Probe.Write(request, "command-a-03-2025");
        Assert.Empty(notes.Dropped);
        Assert.Null(notes.Refusal);
        Assert.Equal(RequestText.Of(request), Probe.Lines(json));
    }

    [Fact]
    public void Documents_go_before_the_user_s_last_words_and_back()
    {
        using var request = Probe.Read("""
            {"model":"m","messages":[{"role":"user","content":"Q"}],"documents":["plain",{"id":"d1","data":{"title":"T","text":"body"}},{"data":{"a":"b"}}],"safety_mode":"OFF"}
            """);
        Assert.Equal(
            ["User", "  file ||plain||text/plain ", "  file ||body||text/plain T", "  file ||{\"a\":\"b\"}||text/plain ", "  text Q", "other safety_mode \"OFF\""],
            RequestText.Of(request)[1..]);
        Assert.True(request.Messages[0].Parts.OfType<FilePart>().All(x => x.WantsCitations));
        Assert.Contains(
            "\"documents\":[{\"id\":\"doc:0\",\"data\":{\"text\":\"plain\"}},{\"id\":\"doc:1\",\"data\":{\"text\":\"body\",\"title\":\"T\"}},{\"id\":\"doc:2\",\"data\":{\"text\":\"{\\\"a\\\":\\\"b\\\"}\"}}]",
            Probe.Write(request).Json, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_dialect_s_request_is_written_within_cohere_s_bounds()
    {
        using var request = new ChatRequest { ToolChoice = new ToolChoice(ToolChoiceKind.Named, "g"), ParallelToolCalls = false, EndUser = "u" };
        request.Messages.Add(new ChatMessage(ChatRole.Developer, "D"));
        var file = new ChatMessage(ChatRole.User, "U");
        file.Parts.Add(new FilePart(MediaSource.OfText("F")));
        request.Messages.Add(file);
        var call = new ChatMessage(ChatRole.Assistant, "plan");
        call.Parts.Add(new ThinkingPart("t") { Signature = "s" });
        call.Parts.Add(new ToolCallPart("1", "g", ""));
        request.Messages.Add(call);
        var results = new ChatMessage(ChatRole.Tool);
        var result = new ToolResultPart("1") { IsError = true };
        result.Content.Add(new TextPart("bad"));
        results.Parts.Add(result);
        request.Messages.Add(results);
        request.Tools.Add(new ToolDefinition("f"));
        request.Tools.Add(new ToolDefinition("g") { Strict = true });
        request.Sampling.TopP = 1;
        request.Sampling.FrequencyPenalty = -1;
        request.Sampling.LogProbs = true;
        request.Sampling.TopLogProbs = 2;
        request.Reasoning = new ReasoningRequest { Effort = "low" };
        request.Output = new OutputFormat();
        var (json, notes) = Probe.Write(request, cap: 9);
        Assert.Equal(
            """{"model":"model-1","stream":false,"messages":[{"role":"system","content":"D"},{"role":"user","content":[{"type":"text","text":"U"}]},"""
            + """{"role":"assistant","content":[{"type":"thinking","thinking":"t"}],"tool_plan":"plan","tool_calls":[{"id":"1","type":"function","function":{"name":"g","arguments":"{}"}}]},"""
            + """{"role":"tool","tool_call_id":"1","content":"bad"}],"documents":[{"id":"doc:0","data":{"text":"F"}}],"citation_options":{"mode":"OFF"},"tools":[{"type":"function","function":{"name":"g","parameters":{"type":"object","properties":{}}}}],"tool_choice":"REQUIRED","max_tokens":9,"p":0.99,"logprobs":true,"response_format":{"type":"json_object"},"thinking":{"type":"enabled","token_budget":1024}}""",
            json);
        Assert.Equal(["Thinking", "ToolResultError", "ParallelToolCalls", "ToolStrict", "FrequencyPenalty", "LogProbs", "EndUser", "TopP"], notes.Dropped);
        Assert.Null(notes.Refusal);
    }

    [Fact]
    public void What_cohere_cannot_be_told_is_refused()
    {
        using var request = new ChatRequest();
        request.Messages.Add(new ChatMessage(ChatRole.User, "a"));
        request.Messages[0].Parts.Add(new FilePart(MediaSource.OfData("cGRm", "application/pdf")));
        Assert.Equal("Files", Probe.Write(request).Notes.Refusal?.Param);
        request.Messages[0].Parts[1] = new AudioPart(MediaSource.OfData("d2F2", "audio/wav"));
        Assert.Equal("Audio", Probe.Write(request).Notes.Refusal?.Param);
        var results = new ChatMessage(ChatRole.Tool);
        var result = new ToolResultPart("1");
        result.Content.Add(new ImagePart(MediaSource.OfData("aGk=", "image/png")));
        results.Parts.Add(result);
        request.Messages[0] = results;
        Assert.Equal("ToolResultImages", Probe.Write(request).Notes.Refusal?.Param);
        request.Messages.Clear();
        request.Sampling.Choices = 2;
        Assert.Equal("Choices", Probe.Write(request).Notes.Refusal?.Param);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"robot"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user","content":5}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":"\ud800"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"tool","content":"a"}]}""", "messages[0].tool_call_id")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"tools":{}}""", "tools")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"k":1.5}""", "k")]
    [InlineData("""{"messages":{}}""", "messages")]
    public void What_is_wrong_is_named(string json, string param) => Assert.Equal(param, Probe.Refused(json).Param);

    [Fact]
    public void Mangled_requests_throw_nothing() => Probe.Mangle(JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(Rich)));
}
