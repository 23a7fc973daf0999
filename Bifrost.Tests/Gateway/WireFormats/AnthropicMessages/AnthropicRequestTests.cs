using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.AnthropicMessages;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats.AnthropicMessages;

public sealed class AnthropicRequestTests
{
    private static readonly FormatProbe Probe = new(new AnthropicMessagesFormat());

    [Fact]
    public void A_rich_request_is_read_into_its_places()
    {
        using var request = Probe.Read(AnthropicGolden.Request);

        Assert.Equal(("claude-sonnet-4-5", true, 32_000L), (request.Model, request.Stream, request.MaxOutputTokens));
        Assert.Equal([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.User], request.Messages.Select(x => x.Role));
        Assert.Equal("1h", request.Messages[0].Parts[1].Cache?.Ttl);
        Assert.Equal("c2ln", Assert.IsType<ThinkingPart>(request.Messages[2].Parts[0]).Signature);
        Assert.Equal("EmwK", Assert.IsType<RedactedThinkingPart>(request.Messages[2].Parts[1]).Data);
        Assert.Equal("""{"location":"SF"}""", Assert.IsType<ToolCallPart>(request.Messages[2].Parts[3]).Arguments);
        var result = Assert.IsType<ToolResultPart>(request.Messages[3].Parts[0]);
        Assert.Equal("image/jpeg", Assert.IsType<ImagePart>(result.Content[1]).Source.MediaType);
        Assert.True(Assert.IsType<ToolResultPart>(request.Messages[3].Parts[1]).IsError);
        var file = Assert.IsType<FilePart>(request.Messages[4].Parts[2]);
        Assert.Equal(("A", "a report", true, "5m"), (file.Name, file.Context, file.WantsCitations, file.Cache?.Ttl));
        Assert.Equal((16_000L, null, true), (request.Reasoning!.BudgetTokens, request.Reasoning.Enabled, request.Reasoning.ShowsThoughts));
        Assert.Equal(("u-1", "default", false), (request.EndUser, request.ServiceTier, request.ParallelToolCalls));
        Assert.Empty(request.Others);
        Assert.False(request.IsUnbounded);
    }

    [Fact]
    public void A_rich_request_survives_the_way_through()
    {
        using var request = Probe.Read(AnthropicGolden.Request);
        var again = Probe.Write(request, "claude-sonnet-4-5");

        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(AnthropicGolden.Request).RootElement, JsonDocument.Parse(again).RootElement), again);
    }

    [Theory]
    [InlineData("""{"model":1,"messages":[]}""", "model")]
    [InlineData("""{"model":"m"}""", "messages")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":5}]}""", "messages[0].content")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"\ud800"}]}]}""", "messages[0].content[0].text")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"\ud800"}]}""", "messages[0].content")]
    [InlineData("""{"model":"m","messages":[{"role":"robot","content":"a"}]}""", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"tool_use","id":"b","name":"c","input":{}}]}]}]}""", "messages[0].content[0].content")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"tool_use","id":"b","name":"c","input":{}}]}]}""", "messages[0].content")]
    [InlineData("""{"model":"m","messages":[],"tools":[{"name":"a","input_schema":"b"}]}""", "tools[0].input_schema")]
    [InlineData("""{"model":"m","messages":[],"max_tokens":"12"}""", "max_tokens")]
    [InlineData("""{"model":"m","messages":[],"stop_sequences":["a",1]}""", "stop_sequences[1]")]
    [InlineData("""{"model":"m","messages":[],"thinking":{"type":"much"}}""", "thinking.type")]
    public void What_is_of_the_wrong_type_is_named(string body, string param) => Assert.Equal(param, Probe.Refused(body).Param);

    [Theory]
    [InlineData("""{"model":"m","messages":[],"\ud800model":1,"m\ud800":2}""")]
    [InlineData("""{"model":"m","messages":[],"\ud800":1}""")]
    [InlineData("[]")]
    [InlineData("")]
    public void What_is_no_request_is_refused(string body) => Assert.NotEmpty(Probe.Refused(body).Message);

    [Fact]
    public void What_the_vendor_alone_knows_has_no_bound()
    {
        using var request = Probe.Read("""
            {"model":"m","mcp_servers":[{"name":"x"}],"messages":[{"role":"assistant","content":[{"type":"server_tool_use","id":"s","name":"web_search","input":{}}]}],
            "tools":[{"type":"web_search_20250305","name":"web_search"},{"type":"bash_20250124","name":"bash"},{"name":"f","input_schema":{"type":"object"},"defer_loading":true}]}
            """);

        Assert.True(request.IsUnbounded);
        Assert.Equal([true, true, false], request.Tools.Select(x => x.Native is not null));
        Assert.Equal(["mcp_servers", "tools[2].defer_loading", "messages[0].content[0]"], request.Others.Select(x => x.Key));
    }

    [Theory]
    [InlineData("""{"type":"bash_20250124","name":"bash"}""", false)]
    [InlineData("""{"type":"code_execution_20250825","name":"code_execution"}""", true)]
    public void A_tool_of_the_vendors_is_bounded_when_the_caller_runs_it(string tool, bool unbounded)
    {
        using var request = Probe.Read($$"""{"model":"m","messages":[],"tools":[{{tool}}]}""");
        Assert.Equal(unbounded, request.IsUnbounded);
    }

    [Fact]
    public void Turns_alternate_and_results_stand_first()
    {
        using var request = new ChatRequest();
        request.Messages.Add(new ChatMessage(ChatRole.Developer, "Be brief."));
        request.Messages.Add(new ChatMessage(ChatRole.User, "a"));
        request.Messages.Add(new ChatMessage(ChatRole.User, " "));
        var call = new ChatMessage(ChatRole.Assistant, "");
        call.Parts.Add(new ToolCallPart("call.1", "f", ""));
        request.Messages.Add(call);
        request.Messages.Add(new ChatMessage(ChatRole.User, "b"));
        var result = new ChatMessage(ChatRole.Tool);
        result.Parts.Add(new ToolResultPart("call.1") { Content = { new TextPart("r") } });
        request.Messages.Add(result);
        request.Messages.Add(new ChatMessage(ChatRole.System, "Still."));
        request.Messages.Add(new ChatMessage(ChatRole.Assistant, "So: "));

        Assert.Equal(
            """{"model":"m","max_tokens":4096,"system":[{"type":"text","text":"Be brief."},{"type":"text","text":"Still."}],"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"call_1_f114f143","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1_f114f143","content":"r"},{"type":"text","text":"b"}]},{"role":"assistant","content":"So:"}]}""",
            Probe.Write(request, "m"));
    }

    [Fact]
    public void What_the_dialect_lacks_is_told()
    {
        using var request = Plain();
        request.Messages[0].Name = "Ann";
        request.Messages[0].Parts.Add(new ImagePart(MediaSource.OfData("iVBORw0KGgoAAA", null)) { Detail = "high" });
        request.Sampling.Temperature = 1.5;
        request.Sampling.Seed = 1;
        request.Sampling.LogProbs = true;
        request.Sampling.FrequencyPenalty = 1;
        request.Sampling.PresencePenalty = 0;
        request.Stop.AddRange(["\n", "x"]);
        request.Metadata.Add(new("a", "b"));
        request.Output = new OutputFormat();
        request.ServiceTier = "flex";

        Assert.Equal(
            """{"model":"m","max_tokens":4096,"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgoAAA"}}]}],"temperature":1,"stop_sequences":["x"]}""",
            Probe.Write(request, "m", "ParticipantName", "ImageDetail", "ResponseFormat", "Temperature", "Stop", "ServiceTier", "FrequencyPenalty", "Seed", "LogProbs", "Metadata"));
    }

    [Fact]
    public void What_would_change_the_answer_is_refused()
    {
        Check(ChatField.Audio, x => x.Messages[0].Parts.Add(new AudioPart(MediaSource.OfData("AA", "audio/wav"))));
        Check(ChatField.Choices, x => x.Sampling.Choices = 2);
        Check(ChatField.Tools, x => x.Tools.Add(new ToolDefinition("w") { Native = JsonDocument.Parse("{}").RootElement }));
        Check(ChatField.Files, x => x.Messages[0].Parts.Add(new FilePart(MediaSource.OfData("AA", "application/zip"))));
        Check(ChatField.Messages, x => x.Messages.Clear());
        Check(ChatField.Messages, x =>
        {
            x.Messages.Add(new ChatMessage(ChatRole.Assistant));
            x.Messages[1].Parts.Add(new ToolCallPart("c", "f", "[1"));
        });

        static void Check(ChatField field, Action<ChatRequest> change)
        {
            using var request = Plain();
            change(request);
            Probe.Write(request, new RequestFrame("m", "kind"), out var notes);
            Assert.Equal(field.ToString(), notes.Refusal?.Param);
        }
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", "high", null, null, """{"max_tokens":28672,"thinking":{"type":"enabled","budget_tokens":24576}}""")]
    [InlineData("claude-sonnet-4-5", "high", 4000, null, """{"max_tokens":4000,"thinking":{"type":"enabled","budget_tokens":2000}}""")]
    [InlineData("claude-sonnet-4-5", "low", 1024, "Reasoning", """{"max_tokens":1024}""")]
    [InlineData("claude-sonnet-4-5", "none", null, null, """{"max_tokens":4096,"thinking":{"type":"disabled"}}""")]
    [InlineData("us.anthropic.claude-opus-4-6-v1", "xhigh", null, null, """{"max_tokens":16384,"thinking":{"type":"adaptive"},"output_config":{"effort":"high"}}""")]
    [InlineData("claude-opus-4-7", "xhigh", null, null, """{"max_tokens":16384,"thinking":{"type":"adaptive"},"output_config":{"effort":"xhigh"}}""")]
    [InlineData("claude-opus-5", "minimal", 2000, null, """{"max_tokens":2000,"thinking":{"type":"adaptive"},"output_config":{"effort":"low"}}""")]
    [InlineData("claude-opus-5", "none", null, null, """{"max_tokens":4096,"thinking":{"type":"disabled"}}""")]
    [InlineData("claude-opus-5-5", "none", null, "Reasoning", """{"max_tokens":4096,"output_config":{"effort":"low"}}""")]
    [InlineData("anthropic.claude-mythos-preview", "none", null, "Reasoning", """{"max_tokens":4096,"output_config":{"effort":"low"}}""")]
    [InlineData("claude-fable-5-1", "high", null, null, """{"max_tokens":16384,"thinking":{"type":"adaptive"},"output_config":{"effort":"high"}}""")]
    [InlineData("claude-sonnet-5-5", "none", null, null, """{"max_tokens":4096,"thinking":{"type":"between_tools"}}""")]
    [InlineData("claude-haiku-5-5", "none", null, null, """{"max_tokens":4096,"thinking":{"type":"disabled"}}""")]
    [InlineData("kimi-k2", "low", null, null, """{"max_tokens":16384,"thinking":{"type":"enabled","budget_tokens":1024}}""")]
    public void An_effort_becomes_what_the_model_takes(string model, string effort, int? cap, string? dropped, string expected)
    {
        using var request = Plain();
        request.MaxOutputTokens = cap;
        request.Reasoning = new ReasoningRequest { Effort = effort };
        using var written = JsonDocument.Parse(Probe.Write(request, model, dropped is null ? [] : [dropped]));

        var kept = written.RootElement.EnumerateObject().Where(x => x.Name is not ("model" or "messages")).Select(x => $"\"{x.Name}\":{x.Value.GetRawText()}");
        Assert.Equal(expected, $$"""{{{string.Join(',', kept)}}}""");
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", true, "Temperature,TopK", "top_p")]
    [InlineData("claude-sonnet-4-5", false, "TopP", "temperature,top_k")]
    [InlineData("claude-3-5-haiku-latest", false, "", "temperature,top_p,top_k")]
    [InlineData("claude-opus-4-7", false, "Temperature,TopP,TopK", "")]
    public void Sampling_that_a_model_answers_with_400_is_left_out(string model, bool thinks, string dropped, string kept)
    {
        using var request = Plain();
        request.Reasoning = thinks ? new ReasoningRequest { Effort = "low" } : null;
        (request.Sampling.Temperature, request.Sampling.TopP, request.Sampling.TopK) = (0.5, 0.97, 40);
        using var written = JsonDocument.Parse(Probe.Write(request, model, dropped.Split(',', StringSplitOptions.RemoveEmptyEntries)));

        Assert.Equal(kept.Split(',', StringSplitOptions.RemoveEmptyEntries), written.RootElement.EnumerateObject().Select(x => x.Name).Where(x => x is "temperature" or "top_p" or "top_k"));
    }

    [Fact]
    public void A_turn_that_lost_its_thoughts_goes_on_without_thinking()
    {
        using var request = Plain();
        request.Reasoning = new ReasoningRequest { Effort = "high" };
        var call = new ChatMessage(ChatRole.Assistant);
        call.Parts.AddRange([new ThinkingPart("unsigned"), new ToolCallPart("c", "f", "{}")]);
        var result = new ChatMessage(ChatRole.Tool);
        result.Parts.Add(new ToolResultPart("c"));
        request.Messages.AddRange([call, result]);

        Assert.DoesNotContain("\"thinking\"", Probe.Write(request, "claude-sonnet-4-5", "Reasoning", "Thinking"), StringComparison.Ordinal);
        Assert.Contains("\"adaptive\"", Probe.Write(request, "claude-opus-4-6", "Thinking"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_budgets_cap_replaces_the_callers()
    {
        using var request = Plain();
        request.MaxOutputTokens = 100;
        Assert.Contains("\"max_tokens\":50,", Probe.Write(request, new RequestFrame("m", "k", OutputCap: 50), out _), StringComparison.Ordinal);
        request.MaxOutputTokens = null;
        Assert.Contains("\"max_tokens\":64000,", Probe.Write(request, new RequestFrame("m", "k", MaxOutput: 64_000), out _), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_a_caller_sends_throws() =>
        new FormatFuzz(new AnthropicMessagesFormat(), [new AnthropicMessagesFormat()]).Requests(Encoding.UTF8.GetBytes(AnthropicGolden.Request));

    private static ChatRequest Plain()
    {
        var request = new ChatRequest();
        request.Messages.Add(new ChatMessage(ChatRole.User, "a"));
        return request;
    }
}
