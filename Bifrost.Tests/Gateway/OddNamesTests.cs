using System.Text;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Tests.Gateway;

/// <summary>Names and texts that the JSON grammar allows and that no decoder can spell.</summary>
public sealed class OddNamesTests
{
    private const string Half = "\\ud800";

    [Fact]
    public void A_whole_answer_with_half_a_character_in_a_name_or_model_is_read()
    {
        foreach (var odd in new[] { $"\"error\":{{\"{Half}\":1}}", $"\"error\":{{\"\\ud800x\":1}}", $"\"model\":\"m\",\"model\":\"{Half}\"" })
        {
            using var usage = new ResponseUsage(TapRun.NewResponse());
            usage.ReadWhole(Encoding.UTF8.GetBytes($"{{{odd},\"usage\":{{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}}}"));
            Assert.Equal(4, usage.Response.Usage?.OutputTokens);
        }
    }

    [Theory]
    [InlineData("{\"choices\":[],\"error\":{\"\\ud800\":1}}")]
    [InlineData("{\"choices\":[],\"model\":\"\\ud800\"}")]
    public async Task A_chat_stream_with_half_a_character_goes_on(string odd)
    {
        var text = $"data: {{\"model\":\"m\",\"choices\":[{{\"delta\":{{\"content\":\"a\"}}}}]}}\n\ndata: {odd}\n\n"
            + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}\n\ndata: [DONE]\n\n";
        var run = new TapRun();
        await run.CopyAsync(run.Chat(new ScriptedStream(TapRun.Pieces(text, 1_000)), callerWantsUsage: true));
        Assert.Equal(text, run.Seen);
        Assert.Equal(4, run.Outcome.Usage?.OutputTokens);
    }

    [Fact]
    public async Task A_response_stream_with_half_a_character_goes_on()
    {
        const string Text = "data: {\"\\ud800\":1,\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"model\":\"m\"}}\n\n"
            + "data: {\"type\":\"response.completed\",\"response\":{\"model\":\"\\ud800\",\"usage\":{\"input_tokens\":3,\"output_tokens\":4,\"total_tokens\":7}}}\n\n";
        var run = new TapRun();
        await run.CopyAsync(run.Responses(new ScriptedStream(TapRun.Pieces(Text, 1_000))));
        Assert.Equal(Text, run.Seen);
        Assert.Equal(4, run.Outcome.Usage?.OutputTokens);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r")]
    public void A_line_end_inside_the_text_is_no_text(string end)
    {
        using var meter = new ChatStreamMeter(TapRun.NewResponse(), callerWantsUsage: false);
        meter.Read("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"u8);
        meter.Read("data: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]}\n\n"u8);
        meter.Read(Encoding.UTF8.GetBytes($"data: {{\"choices\":[{{\"delta\":{{\"content\":\"c{end}event: error{end}data: \"}}}}]}}\n\n"));
        Assert.True(meter.Response.ErrorSeen);
        Assert.Equal(2, meter.Response.Output.Bytes);
    }
}
