using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.AnthropicMessages;
using Bifrost.Gateway.WireFormats.BedrockConverse;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats.BedrockConverse;

public sealed class BedrockRequestTests
{
    private const string Claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

    private static readonly FormatProbe Probe = new(new BedrockConverseFormat());

    [Fact]
    public void A_rich_request_is_read_into_its_places()
    {
        using var request = Probe.Read(BedrockGolden.Request, new CallShape("m", true));

        Assert.Equal(("m", true, 32_000L), (request.Model, request.Stream, request.MaxOutputTokens));
        Assert.Equal([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.User], request.Messages.Select(x => x.Role));
        Assert.Equal("1h", request.Messages[0].Parts[0].Cache?.Ttl);
        Assert.Equal("c2ln", Assert.IsType<ThinkingPart>(request.Messages[2].Parts[0]).Signature);
        Assert.Equal("EmwK", Assert.IsType<RedactedThinkingPart>(request.Messages[2].Parts[1]).Data);
        Assert.Equal(new Citation("g", "T", null, 0, 1, 2), Assert.IsType<TextPart>(request.Messages[2].Parts[2]).Citations[0]);
        Assert.Equal("image/jpeg", Assert.IsType<ImagePart>(Assert.IsType<ToolResultPart>(request.Messages[3].Parts[0]).Content[1]).Source.MediaType);
        Assert.True(Assert.IsType<ToolResultPart>(request.Messages[3].Parts[1]).IsError);
        Assert.Equal("application/pdf", Assert.IsType<FilePart>(request.Messages[4].Parts[2]).Source.MediaType);
        Assert.Equal(new CacheMarker(null), request.Messages[4].Parts[4].Cache);
        Assert.Equal(16_000, request.Reasoning!.BudgetTokens);
        Assert.NotNull(request.Tools[1].Cache);
        Assert.Empty(request.Others);
        Assert.False(request.IsUnbounded);
    }

    [Fact]
    public void A_rich_request_survives_the_way_through()
    {
        using var request = Probe.Read(BedrockGolden.Request);
        var again = Probe.Write(request, Claude);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(BedrockGolden.Request).RootElement, JsonDocument.Parse(again).RootElement), again);
    }

    [Fact]
    public void It_survives_the_way_over_Anthropics_dialect()
    {
        var anthropic = new FormatProbe(new AnthropicMessagesFormat());
        using var request = Probe.Read(BedrockGolden.Request.Replace("""{"audio":{"format":"wav","source":{"bytes":"UklGRg=="}}},""", "", StringComparison.Ordinal));
        using var over = anthropic.Read(anthropic.Write(request, "claude-sonnet-4-5", "ServiceTier", "Metadata"));
        using var expected = JsonDocument.Parse(BedrockGolden.Request
            .Replace("""{"audio":{"format":"wav","source":{"bytes":"UklGRg=="}}},""", "", StringComparison.Ordinal)
            .Replace("\"format\":\"md\"", "\"format\":\"txt\"", StringComparison.Ordinal)
            .Replace(""","name":"n","description":"d"}""", "}", StringComparison.Ordinal)
            .Replace(""" "serviceTier":{"type":"flex"},"requestMetadata":{"team":"a b"}}""".Trim(), "\"x\":0}", StringComparison.Ordinal));
        var kept = expected.RootElement.EnumerateObject().Where(x => x.Name != "x").ToDictionary(x => x.Name, x => x.Value);

        var again = Probe.Write(over, Claude);
        Assert.True(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(kept), JsonDocument.Parse(again).RootElement), again);
    }

    [Theory]
    [InlineData("""{"messages":5}""", "messages")]
    [InlineData("{}", "messages")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"\ud800"}]}]}""", "messages[0].content[0].text")]
    [InlineData("""{"messages":[{"role":"user","content":[{"image":{"format":"png","source":{}}}]}]}""", "messages[0].content[0].image.source")]
    [InlineData("""{"messages":[{"role":"user","content":[{"toolUse":{"toolUseId":"a","name":"b","input":{}}}]}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"robot","content":[]}]}""", "messages[0].role")]
    [InlineData("""{"messages":[],"inferenceConfig":{"maxTokens":"5"}}""", "inferenceConfig.maxTokens")]
    [InlineData("""{"messages":[],"toolConfig":{"tools":[{"toolSpec":{"name":1}}]}}""", "toolConfig.tools[0].toolSpec.name")]
    [InlineData("""{"messages":[],"toolConfig":{"toolChoice":{"none":{}}}}""", "toolConfig.toolChoice")]
    [InlineData("""{"messages":[],"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"{"}}}}}""", "outputConfig.textFormat.structure.jsonSchema.schema")]
    public void What_is_of_the_wrong_type_is_named(string body, string param) => Assert.Equal(param, Probe.Refused(body).Param);

    [Fact]
    public void What_the_vendor_alone_knows_has_no_bound()
    {
        using var request = Probe.Read("""
            {"guardrailConfig":{"guardrailIdentifier":"g"},"messages":[{"role":"user","content":[{"guardContent":{"text":{"text":"a"}}},{"video":{"format":"mp4","source":{}}}]}],
            "toolConfig":{"tools":[{"systemTool":{"name":"nova_grounding"}}]},"additionalModelRequestFields":{"anthropic_beta":["x"],"top_k":5}}
            """);

        Assert.True(request.IsUnbounded);
        Assert.NotNull(request.Tools[0].Native);
        Assert.Equal(5, request.Sampling.TopK);
        Assert.Equal("a", Assert.IsType<TextPart>(request.Messages[0].Parts[0]).Text);
        Assert.Equal(
            ["guardrailConfig", "additionalModelRequestFields.anthropic_beta", "messages[0].content[0].guardContent", "messages[0].content[1]"],
            request.Others.Select(x => x.Key));
    }

    [Theory]
    [InlineData("amazon.nova-2-lite-v1:0", "", """{"inferenceConfig":{"topK":9},"reasoningConfig":{"type":"enabled","maxReasoningEffort":"high"}}""")]
    [InlineData("openai.gpt-oss-120b-1:0", "TopK", """{"reasoning_effort":"high"}""")]
    [InlineData("meta.llama3-3-70b-instruct-v1:0", "Reasoning,TopK", "")]
    [InlineData("anthropic.claude-opus-4-6-v1", "TopK", """{"thinking":{"type":"adaptive"}}""")]
    public void What_only_a_model_knows_goes_into_its_own_fields(string model, string dropped, string expected)
    {
        using var request = Plain();
        request.Reasoning = new ReasoningRequest { Effort = "xhigh" };
        request.Sampling.TopK = 9;
        using var written = JsonDocument.Parse(Probe.Write(request, new RequestFrame(model, "bedrock"), out var notes));

        Assert.Equal(dropped.Split(',', StringSplitOptions.RemoveEmptyEntries), notes.Dropped);
        Assert.Equal(expected, written.RootElement.TryGetProperty("additionalModelRequestFields", out var own) ? own.GetRawText() : "");
        Assert.Equal(model.Contains("opus", StringComparison.Ordinal), written.RootElement.TryGetProperty("outputConfig", out _));
    }

    [Fact]
    public void What_the_dialect_lacks_is_told()
    {
        using var request = Plain();
        request.Messages[0].Parts[0].Cache = new CacheMarker("24h");
        request.Messages.Add(new ChatMessage(ChatRole.Developer, "Be brief."));
        request.Tools.Add(new ToolDefinition("f") { Strict = true });
        request.ParallelToolCalls = false;
        request.EndUser = "u";
        request.Sampling.Temperature = 1.5;
        request.Metadata.Add(new("a", "ä"));
        request.Output = new OutputFormat();

        Assert.Equal(
            """{"system":[{"text":"Be brief."}],"messages":[{"role":"user","content":[{"text":"a"}]}],"inferenceConfig":{"temperature":1},"toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object","properties":{}}}}}]}}""",
            Probe.Write(request, "mistral.mistral-large", "Temperature", "CacheControl", "ToolStrict", "ResponseFormat", "Metadata", "ParallelToolCalls", "EndUser"));
    }

    [Fact]
    public void What_would_change_the_answer_is_refused()
    {
        Check(ChatField.Images, x => x.Messages[0].Parts.Add(new ImagePart(MediaSource.OfUrl("https://example.com/a.png"))));
        Check(ChatField.Files, x => x.Messages[0].Parts.Add(new FilePart(MediaSource.OfData("AA", "application/zip"))));
        Check(ChatField.Audio, x => x.Messages[0].Parts.Add(new AudioPart(MediaSource.OfData("AA", "audio/midi"))));
        Check(ChatField.Choices, x => x.Sampling.Choices = 2);
        Check(ChatField.Messages, x => x.Messages.Clear());
        Check(ChatField.ToolChoice, x =>
        {
            x.Tools.Add(new ToolDefinition("f"));
            x.ToolChoice = new ToolChoice(ToolChoiceKind.None);
            x.Messages.Add(new ChatMessage(ChatRole.Assistant));
            x.Messages[1].Parts.Add(new ToolCallPart("c", "f", ""));
        });

        static void Check(ChatField field, Action<ChatRequest> change)
        {
            using var request = Plain();
            change(request);
            Probe.Write(request, new RequestFrame(Claude, "bedrock"), out var notes);
            Assert.Equal(field.ToString(), notes.Refusal?.Param);
        }
    }

    [Fact]
    public void Names_and_ids_become_what_Bedrock_takes()
    {
        using var request = Plain();
        var file = new FilePart(MediaSource.OfText("x")) { Name = "My  report_v1.pdf" };
        request.Messages[0].Parts.AddRange([file, file]);
        request.Messages.Add(new ChatMessage(ChatRole.Assistant));
        var id = new string('a', 70);
        request.Messages[1].Parts.Add(new ToolCallPart(id, "f", ""));
        request.Messages.Add(new ChatMessage(ChatRole.Tool));
        request.Messages[2].Parts.Add(new ToolResultPart(id));
        request.Cache = new CacheMarker(null);
        var written = Probe.Write(request, Claude);

        Assert.Contains("\"name\":\"My report v1 pdf\"", written, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"My report v1 pdf (2)\"", written, StringComparison.Ordinal);
        var ids = written.Split("\"toolUseId\":\"").Skip(1).Select(x => x.Split('"')[0]).ToArray();
        Assert.Equal((2, 1, 64), (ids.Length, ids.Distinct().Count(), ids[0].Length));
        Assert.EndsWith("""{"cachePoint":{"type":"default"}}]}]}""", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EmwKAhgB", true)]
    [InlineData("gAAAAABl-_x", false)]
    [InlineData("EmwK Ahg=", false)]
    public void Redacted_thoughts_come_back_as_they_were(string data, bool plain)
    {
        var wire = RedactedContent.ToWire(data);
        Assert.Equal(plain, wire == data);
        Assert.NotEmpty(Convert.FromBase64String(wire));
        Assert.Equal(data, RedactedContent.FromWire(wire));
    }

    [Fact]
    public void Nothing_that_a_caller_sends_throws() =>
        new FormatFuzz(new BedrockConverseFormat(), [new BedrockConverseFormat(), new AnthropicMessagesFormat()]).Requests(Encoding.UTF8.GetBytes(BedrockGolden.Request));

    private static ChatRequest Plain()
    {
        var request = new ChatRequest();
        request.Messages.Add(new ChatMessage(ChatRole.User, "a"));
        return request;
    }
}
