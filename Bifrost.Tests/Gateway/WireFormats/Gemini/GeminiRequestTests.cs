using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.Gemini;

namespace Bifrost.Tests.Gateway.WireFormats.Gemini;

public sealed class GeminiRequestTests
{
    private const string Rich = """
        {"systemInstruction":{"parts":[{"text":"Be brief."}]},
         "contents":[
          {"role":"user","parts":[{"text":"What is this?"},{"inlineData":{"mimeType":"image/png","data":"aGk="}},{"inlineData":{"mimeType":"application/pdf","data":"cGRm"}},{"inlineData":{"mimeType":"audio/wav","data":"d2F2"}}]},
          {"role":"model","parts":[{"text":"Let me see.","thought":true},{"functionCall":{"id":"a","name":"look","args":{"at":"x"}},"thoughtSignature":"c2ln"},{"functionCall":{"id":"b","name":"look","args":{}}}]},
          {"role":"user","parts":[{"functionResponse":{"id":"a","name":"look","response":{"output":"a cat"}}},{"functionResponse":{"id":"b","name":"look","response":{"error":"dark"}}}]}],
         "tools":[{"functionDeclarations":[{"name":"look","description":"Looks.","parametersJsonSchema":{"type":"object","properties":{"at":{"type":"string"}}}}]}],
         "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["look"]}},
         "generationConfig":{"stopSequences":["END"],"maxOutputTokens":100,"temperature":0.5,"topP":0.9,"topK":40,"seed":7,"presencePenalty":0.1,"frequencyPenalty":0.2,
          "responseLogprobs":true,"logprobs":3,"responseMimeType":"application/json","responseJsonSchema":{"type":"object"},"thinkingConfig":{"includeThoughts":true,"thinkingBudget":1024}}}
        """;

    private static readonly DialectProbe Probe = new(new GeminiFormat());

    [Fact]
    public void Everything_documented_is_read()
    {
        Assert.Equal(
            [
                "model gemini-2.5-flash stream True unbounded False",
                "System", "  text Be brief.",
                "User", "  text What is this?", "  image |aGk=|||image/png", "  file |cGRm|||application/pdf ", "  audio |d2F2|||audio/wav",
                "Assistant", "  thought Let me see. sig=-", "  call a look {\"at\":\"x\"} sig=c2ln", "  call b look {} sig=-",
                "Tool", "  result a look error=False", "    text a cat", "  result b look error=True", "    text dark",
                "tool look Looks. {\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"string\"}}} strict= native=-",
                "choice Named look", "output {\"type\":\"object\"}", "reasoning ||1024|True", "sampling 0.5|0.9|40|0.2|0.1|7||True|3", "max 100", "stop END",
            ],
            Probe.Lines(Rich, new CallShape("gemini-2.5-flash", true)));
    }

    [Fact]
    public void What_was_read_is_written_again()
    {
        using var request = Probe.Read(Rich, new CallShape("gemini-2.5-flash"));
        var (json, notes) = Probe.Write(request, "gemini-2.5-flash");
        Assert.Empty(notes.Dropped);
        Assert.Null(notes.Refusal);
        Assert.Equal(RequestText.Of(request), Probe.Lines(json, new CallShape("gemini-2.5-flash")));
    }

    [Fact]
    public void Snake_case_single_values_and_google_s_own_schemas_are_read()
    {
        const string Json = """
            {"system_instruction":{"parts":{"text":"S"}},"contents":{"role":"user","parts":{"text":"U"}},
             "tools":{"function_declarations":{"name":"f","parameters":{"type":"OBJECT","propertyOrdering":["a"],"properties":{"a":{"type":"ARRAY","nullable":true,"minItems":"2","items":{"type":"STRING","enum":["x"]}}},"required":["a"]}}},
             "tool_config":{"function_calling_config":{"mode":"VALIDATED"}},
             "generation_config":{"max_output_tokens":5,"response_mime_type":"application/json","response_schema":{"type":"STRING"},"thinking_config":{"thinking_level":"HIGH"},"candidate_count":1}}
            """;
        Assert.Equal(
            [
                "model  stream False unbounded False", "System", "  text S", "User", "  text U",
                "tool f - {\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"array\",\"null\"],\"minItems\":2,\"items\":{\"type\":\"string\",\"enum\":[\"x\"]}}},\"required\":[\"a\"]} strict=True native=-",
                "choice Auto ", "output {\"type\":\"string\"}", "reasoning |high||", "sampling ||||||1||", "max 5",
            ],
            Probe.Lines(Json));
    }

    [Fact]
    public void Calls_without_ids_are_matched_by_name_and_order()
    {
        const string Json = """
            {"contents":[{"role":"model","parts":[{"functionCall":{"name":"f"}},{"functionCall":{"name":"g","args":{"a":1}}},{"functionCall":{"name":"f","args":{"b":2}}}]},
             {"role":"user","parts":[{"functionResponse":{"name":"g","response":{"x":1}}},{"functionResponse":{"name":"f","response":{"result":"r"}}},{"functionResponse":{"name":"f","response":{}}},{"text":"go on"}]}]}
            """;
        Assert.Equal(
            [
                "Assistant", "  call call_1 f  sig=-", "  call call_2 g {\"a\":1} sig=-", "  call call_3 f {\"b\":2} sig=-",
                "Tool", "  result call_2 g error=False", "    text {\"x\":1}", "  result call_1 f error=False", "    text {\"result\":\"r\"}",
                "  result call_3 f error=False", "    text {}", "User", "  text go on",
            ],
            Probe.Lines(Json)[1..]);
    }

    [Theory]
    [InlineData("""{"fileData":{"fileUri":"https://example.com/a.png","mimeType":"image/png"}}""", "  image https://example.com/a.png||||image/png", false)]
    [InlineData("""{"fileData":{"fileUri":"https://generativelanguage.googleapis.com/v1beta/files/abc","mimeType":"application/pdf"}}""", "  file |||https://generativelanguage.googleapis.com/v1beta/files/abc| ", true)]
    [InlineData("""{"fileData":{"fileUri":"gs://b/o.mp4","mimeType":"video/mp4"}}""", "  file |||gs://b/o.mp4| ", true)]
    [InlineData("""{"executableCode":{"language":"PYTHON","code":"1+1"}}""", "  text \n```python\n1+1\n```\n", true)]
    [InlineData("""{"text":"t","thoughtSignature":"cw=="}""", "  text t|  thought  sig=cw==", false)]
    [InlineData("""{"text":"","thoughtSignature":"cw=="}""", "  thought  sig=cw==", false)]
    public void Parts_are_read(string part, string lines, bool unbounded)
    {
        var read = Probe.Lines($$"""{"contents":[{"parts":[{"text":"a"},{{part}}]}]}""");
        Assert.Contains($"unbounded {unbounded}", read[0], StringComparison.Ordinal);
        Assert.Equal(lines, string.Join('|', read[3..]));
    }

    [Fact]
    public void What_google_runs_itself_is_native_and_what_has_no_place_keeps_its_name()
    {
        const string Json = """
            {"contents":[{"parts":[{"text":"a"}]}],"tools":[{"googleSearch":{}},{"codeExecution":{}}],"cachedContent":"cachedContents/1","safetySettings":[],"labels":{"a":"b"},
             "generationConfig":{"responseModalities":["TEXT","IMAGE"],"speechConfig":{}}}
            """;
        Assert.Equal(
            [
                "tool googleSearch - - strict= native={\"googleSearch\":{}}", "tool codeExecution - - strict= native={\"codeExecution\":{}}",
                "other generationConfig.responseModalities [\"TEXT\",\"IMAGE\"]", "other generationConfig.speechConfig {}",
                "other cachedContent \"cachedContents/1\"", "other safetySettings []", "other labels {\"a\":\"b\"}",
            ],
            Probe.Lines(Json)[3..]);
        using var request = Probe.Read(Json);
        Assert.True(request.IsUnbounded);
        Assert.Equal("Tools", Probe.Write(request).Notes.Refusal?.Param);
    }

    [Theory]
    [InlineData("""{"contents":[{"role":"robot","parts":[]}]}""", "contents[0].role")]
    [InlineData("""{"contents":[{"parts":[{"text":5}]}]}""", "contents[0].parts[0].text")]
    [InlineData("""{"contents":[{"parts":[{"text":"\ud83d"}]}]}""", "contents[0].parts[0].text")]
    [InlineData("""{"contents":[{"parts":[{"functionCall":{"name":"f","args":[]}}]}]}""", "contents[0].parts[0].functionCall.args")]
    [InlineData("""{"contents":[{"parts":[{"text":"a"}]}],"generationConfig":{"topK":"x"}}""", "generationConfig.topK")]
    [InlineData("""{"contents":[]}""", "contents")]
    [InlineData("""[]""", null)]
    public void What_is_wrong_is_named(string json, string? param) => Assert.Equal(param, Probe.Refused(json).Param);

    [Theory]
    [InlineData("gemini-2.5-flash", "high", null, """{"thinkingBudget":24576}""", false)]
    [InlineData("gemini-2.5-pro", "max", null, """{"thinkingBudget":32768}""", false)]
    [InlineData("gemini-2.5-flash", "none", null, """{"thinkingBudget":0}""", false)]
    [InlineData("gemini-2.5-pro", "none", null, """{"thinkingBudget":128}""", true)]
    [InlineData("gemini-3-pro-preview", "minimal", null, """{"thinkingLevel":"low"}""", false)]
    [InlineData("gemini-3-flash-preview", "minimal", null, """{"thinkingLevel":"minimal"}""", false)]
    [InlineData("gemini-3.1-pro-preview", "xhigh", null, """{"thinkingLevel":"high"}""", false)]
    [InlineData("gemini-2.5-flash", null, 31_999L, """{"includeThoughts":true,"thinkingBudget":24576}""", false)]
    public void Thinking_follows_google_s_table(string model, string? effort, long? budget, string expected, bool dropped)
    {
        using var request = new ChatRequest { Reasoning = new ReasoningRequest { Effort = effort, BudgetTokens = budget } };
        request.Messages.Add(new ChatMessage(ChatRole.User, "a"));
        var (json, notes) = Probe.Write(request, model);
        Assert.Contains($"\"thinkingConfig\":{expected}", json, StringComparison.Ordinal);
        Assert.Equal(dropped, notes.Dropped.Contains("Reasoning"));
    }

    [Fact]
    public void Another_dialect_s_history_is_written_as_google_demands_it()
    {
        using var request = new ChatRequest();
        request.Messages.Add(new ChatMessage(ChatRole.Developer, "D"));
        request.Messages.Add(new ChatMessage(ChatRole.User, "U"));
        request.Messages.Add(new ChatMessage(ChatRole.Assistant, "A"));
        var calls = new ChatMessage(ChatRole.Assistant);
        calls.Parts.Add(new RedactedThinkingPart("x"));
        calls.Parts.Add(new ToolCallPart("1", "f", ""));
        calls.Parts.Add(new ToolCallPart("2", "g", "{\"a\":1}"));
        request.Messages.Add(calls);
        foreach (var id in (string[])["1", "2"])
        {
            var message = new ChatMessage(ChatRole.Tool);
            var result = new ToolResultPart(id);
            result.Content.Add(new TextPart(id == "1" ? "plain" : "{\"b\":2}"));
            result.Content.Add(new ImagePart(MediaSource.OfData("aGk=", "image/png")));
            message.Parts.Add(result);
            request.Messages.Add(message);
        }

        request.EndUser = "u";
        request.ParallelToolCalls = false;
        var (json, notes) = Probe.Write(request, "gemini-3-pro-preview", cap: 50);
        Assert.Equal(
            """{"systemInstruction":{"parts":[{"text":"D"}]},"contents":[{"role":"user","parts":[{"text":"U"}]},{"role":"model","parts":[{"text":"A"},"""
            + """{"functionCall":{"id":"1","name":"f","args":{}},"thoughtSignature":"skip_thought_signature_validator"},{"functionCall":{"id":"2","name":"g","args":{"a":1}}}]},"""
            + """{"role":"user","parts":[{"functionResponse":{"id":"1","name":"f","response":{"output":"plain"},"parts":[{"inlineData":{"mimeType":"image/png","data":"aGk="}}]}},"""
            + """{"functionResponse":{"id":"2","name":"g","response":{"b":2},"parts":[{"inlineData":{"mimeType":"image/png","data":"aGk="}}]}}]}],"generationConfig":{"maxOutputTokens":50}}""",
            json);
        Assert.Equal(["Thinking", "ParallelToolCalls", "EndUser"], notes.Dropped);

        // Earlier models see pictures beside a response and need no signature; Vertex AI documents no ids.
        Assert.Contains(
            """{"functionResponse":{"name":"g","response":{"b":2}}},{"inlineData":{"mimeType":"image/png","data":"aGk="}}]""",
            Probe.Write(request, "gemini-2.5-flash", "vertex").Json, StringComparison.Ordinal);
    }

    [Fact]
    public void What_google_cannot_be_told_is_refused()
    {
        using var request = new ChatRequest();
        request.Messages.Add(new ChatMessage(ChatRole.User, "a"));
        request.Stop.AddRange(["1", "2", "3", "4", "5", "6"]);
        Assert.Equal("Stop", Probe.Write(request).Notes.Refusal?.Param);
        request.Stop.Clear();
        request.Sampling.Choices = 2;
        Assert.Equal("Choices", Probe.Write(request).Notes.Refusal?.Param);
        request.Sampling.Choices = null;
        request.Messages[0].Parts.Add(new FilePart(MediaSource.OfFile("file_1")));
        Assert.Equal("Files", Probe.Write(request).Notes.Refusal?.Param);
    }

    [Fact]
    public void Names_of_every_field_are_google_s() =>
        Assert.All(Enum.GetValues<ChatField>(), x => Assert.True(char.IsAsciiLetterLower(new GeminiFormat().NameOf(x)[0]), x.ToString()));

    [Fact]
    public void Mangled_requests_throw_nothing() => Probe.Mangle(JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(Rich)));
}
