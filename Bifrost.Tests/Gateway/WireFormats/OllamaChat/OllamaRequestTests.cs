using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OllamaChat;

namespace Bifrost.Tests.Gateway.WireFormats.OllamaChat;

public sealed class OllamaRequestTests
{
    private const string Rich = """
        {"model":"llama3.2","messages":[
          {"role":"system","content":"Be brief."},
          {"role":"user","content":"What is this?","images":["iVBORw0KGgoA"]},
          {"role":"assistant","content":"I look.","thinking":"Hm.","tool_calls":[{"function":{"name":"look","arguments":{"at":"x"}}},{"id":"own","function":{"name":"look","arguments":{}}}]},
          {"role":"tool","content":"a cat","tool_name":"look"},
          {"role":"tool","content":"dark","tool_call_id":"own","tool_name":"look"}],
         "tools":[{"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"object","properties":{"at":{"type":"string"}}}}}],
         "format":{"type":"object"},"think":true,"logprobs":true,"top_logprobs":2,"keep_alive":"5m",
         "options":{"num_predict":100,"temperature":0.5,"top_p":0.9,"top_k":40,"seed":7,"stop":["END"],"presence_penalty":0.1,"frequency_penalty":0.2,"num_ctx":1024}}
        """;

    private static readonly DialectProbe Probe = new(new OllamaChatFormat());

    [Fact]
    public void Everything_documented_is_read_and_it_streams_unless_told_otherwise()
    {
        Assert.Equal(
            [
                "model llama3.2 stream True unbounded False",
                "System", "  text Be brief.",
                "User", "  text What is this?", "  image |iVBORw0KGgoA|||image/png",
                "Assistant", "  thought Hm. sig=-", "  text I look.", "  call call_1 look {\"at\":\"x\"} sig=-", "  call own look {} sig=-",
                "Tool", "  result call_1 look error=False", "    text a cat", "  result own look error=False", "    text dark",
                "tool look Looks. {\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"string\"}}} strict= native=-",
                "output {\"type\":\"object\"}", "reasoning True|||True", "sampling 0.5|0.9|40|0.2|0.1|7||True|2", "max 100", "stop END",
                "other options.num_ctx 1024", "other keep_alive \"5m\"",
            ],
            Probe.Lines(Rich));
        Assert.Contains("stream False", Probe.Lines("""{"model":"m","messages":[],"stream":false}""")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_read_is_written_again()
    {
        using var request = Probe.Read(Rich);
        var (json, notes) = Probe.Write(request, "llama3.2");
        Assert.Empty(notes.Dropped);
        Assert.Null(notes.Refusal);
        request.Others.Clear();
        Assert.Equal(RequestText.Of(request), Probe.Lines(json));
    }

    [Fact]
    public void Another_dialect_s_request_is_written()
    {
        using var request = new ChatRequest { ToolChoice = new ToolChoice(ToolChoiceKind.Required), ParallelToolCalls = false, MaxOutputTokens = 50 };
        request.Messages.Add(new ChatMessage(ChatRole.Developer, "D"));
        var call = new ChatMessage(ChatRole.Assistant, "plan");
        call.Parts.Add(new ThinkingPart("t") { Signature = "s" });
        call.Parts.Add(new ToolCallPart("1", "g", ""));
        request.Messages.Add(call);
        var results = new ChatMessage(ChatRole.Tool);
        var result = new ToolResultPart("1") { IsError = true };
        result.Content.Add(new TextPart("bad"));
        results.Parts.Add(result);
        request.Messages.Add(results);
        request.Tools.Add(new ToolDefinition("g") { Strict = true });
        request.Output = new OutputFormat();
        var (json, notes) = Probe.Write(request, cap: 9);
        Assert.Equal(
            """{"model":"model-1","stream":false,"messages":[{"role":"system","content":"D"},"""
            + """{"role":"assistant","content":"plan","thinking":"t","tool_calls":[{"id":"1","function":{"name":"g","arguments":{}}}]},"""
            + """{"role":"tool","content":"bad","tool_name":"g","tool_call_id":"1"}],"tools":[{"type":"function","function":{"name":"g","description":"","parameters":{"type":"object","properties":{}}}}],"""
            + """ "format":"json","options":{"num_predict":9}}""".TrimStart(),
            json);
        Assert.Equal(["Thinking", "ToolResultError", "ParallelToolCalls", "ToolChoice", "ToolStrict"], notes.Dropped);
        request.ToolChoice = new ToolChoice(ToolChoiceKind.None);
        Assert.DoesNotContain("\"tools\"", Probe.Write(request).Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qwen3", "high", null, "true", true)]
    [InlineData("qwen3", "none", null, "false", false)]
    [InlineData("qwen3", null, true, "true", false)]
    [InlineData("gpt-oss:20b", "high", null, "\"high\"", false)]
    [InlineData("gpt-oss:20b", "minimal", null, "\"low\"", false)]
    [InlineData("gpt-oss:20b", "none", null, "\"low\"", true)]
    public void Thinking_is_yes_or_no_but_for_gpt_oss(string model, string? effort, bool? enabled, string expected, bool dropped)
    {
        using var request = new ChatRequest { Reasoning = new ReasoningRequest { Effort = effort, Enabled = enabled } };
        var (json, notes) = Probe.Write(request, model);
        Assert.Contains($"\"think\":{expected},", json, StringComparison.Ordinal);
        Assert.Equal(dropped, notes.Dropped.Contains("Reasoning"));
    }

    [Fact]
    public void What_ollama_cannot_be_told_is_refused()
    {
        using var request = new ChatRequest();
        request.Messages.Add(new ChatMessage(ChatRole.User, "a"));
        request.Messages[0].Parts.Add(new FilePart(MediaSource.OfText("t")));
        Assert.Equal("Files", Probe.Write(request).Notes.Refusal?.Param);
        request.Messages[0].Parts[1] = new AudioPart(MediaSource.OfData("d2F2", "audio/wav"));
        Assert.Equal("Audio", Probe.Write(request).Notes.Refusal?.Param);
        request.Messages[0].Parts[1] = new ImagePart(MediaSource.OfUrl("https://e.com/a.png"));
        Assert.Equal("Images", Probe.Write(request).Notes.Refusal?.Param);
        request.Messages[0].Parts[1] = new ToolCallPart("1", "f", "[1]");
        Assert.Equal("Messages", Probe.Write(request).Notes.Refusal?.Param);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"robot"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user","content":[]}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":"\ud800"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","images":[5]}]}""", "messages[0].images")]
    [InlineData("""{"messages":[],"think":"very"}""", "think")]
    [InlineData("""{"messages":[],"format":"xml"}""", "format")]
    [InlineData("""{"messages":[],"options":{"seed":"x"}}""", "options.seed")]
    public void What_is_wrong_is_named(string json, string param) => Assert.Equal(param, Probe.Refused(json).Param);

    [Fact]
    public void Mangled_requests_throw_nothing() => Probe.Mangle(JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(Rich)));
}
