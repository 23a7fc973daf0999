using System.Buffers;
using System.Text;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>Parts whose pieces come in turns: each stays whole and its own, and streams as far as the caller's dialect can have it.</summary>
public sealed class InterleavedPartsTests
{
    private static readonly string[] Providers = ["openai_chat", "openai_responses", "anthropic_messages", "bedrock_converse", "cohere_chat"];

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var provider in Providers)
        {
            foreach (var caller in WireFormatCatalog.All)
            {
                pairs.Add(provider, caller.Name);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Calls_whose_pieces_come_in_turns_stay_whole_and_words_between_them_too(string provider, string caller)
    {
        var (told, log) = ReadBack(caller, Translate(provider, caller, InterleavedStreams.Of(provider)));

        Assert.Null(told.Failure);
        Assert.Equal(FinishReason.ToolCalls, told.Finish);
        Assert.Equal(InterleavedStreams.Words, string.Concat(told.Parts.OfType<TextPart>().Select(x => x.Text)));
        var calls = told.Parts.OfType<ToolCallPart>().ToList();
        // These two have whole calls alone, each as soon as it is whole.
        var inOrder = caller is not ("ollama_chat" or "gemini");
        Assert.Equal(inOrder ? InterleavedStreams.Calls : InterleavedStreams.Calls.Order(), inOrder ? calls.Select(Line) : calls.Select(Line).Order());
        Assert.True(caller == "openai_chat" || log <= 1, $"{log} parts were open at once");
    }

    /// <summary>The dialect numbers its calls: no piece waits for another call's end.</summary>
    [Theory]
    [InlineData("anthropic_messages")]
    [InlineData("bedrock_converse")]
    [InlineData("openai_responses")]
    [InlineData("openai_chat")]
    [InlineData("cohere_chat")]
    public void A_caller_of_chat_completions_has_every_piece_when_it_comes(string provider)
    {
        var output = new ArrayBufferWriter<byte>();
        var reader = Format(provider).NewStreamReader();
        var writer = Format("openai_chat").NewStreamWriter(FormatProbe.Frame, output);
        var (withWords, before) = (0, 0);
        foreach (var unit in InterleavedStreams.Of(provider))
        {
            reader.Read(unit, writer);
            var wrote = Encoding.UTF8.GetString(output.WrittenSpan[before..]);
            before = output.WrittenCount;
            // Two of the words, two calls' beginnings, six pieces: a chunk each, right away.
            withWords += wrote.Split("\n\n").Any(x => x.Contains("\"tool_calls\":", StringComparison.Ordinal) || (x.Contains("\"content\":", StringComparison.Ordinal) && !x.Contains("\"content\":\"\"", StringComparison.Ordinal))) ? 1 : 0;
        }

        Assert.Equal(10, withWords);
    }

    /// <summary>One block at a time: the first call streams, the second comes as soon as that ends, and not with the stream's end.</summary>
    [Theory]
    [InlineData("anthropic_messages")]
    [InlineData("bedrock_converse")]
    [InlineData("openai_responses")]
    [InlineData("cohere_chat")]
    public void The_first_of_the_calls_streams_and_the_next_follows_when_it_ends(string caller)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = Format(caller).NewStreamWriter(FormatProbe.Frame, output);
        writer.Start("i", "m", null);
        Begin(writer, 0);
        writer.Delta(0, "{\"one\":"u8);
        Assert.Contains("one", Written(output), StringComparison.Ordinal);
        Begin(writer, 1);
        writer.Delta(1, "{\"two\":"u8);
        writer.BeginPart(new AnswerPart(2, AnswerPartKind.Text));
        writer.Delta(2, "three"u8);
        writer.EndPart(2);
        writer.Delta(0, "\"four\"}"u8);
        Assert.Contains("four", Written(output), StringComparison.Ordinal);
        Assert.DoesNotContain("two", Written(output), StringComparison.Ordinal);
        Assert.DoesNotContain("three", Written(output), StringComparison.Ordinal);

        writer.EndPart(0);
        Assert.Contains("two", Written(output), StringComparison.Ordinal);
        Assert.DoesNotContain("three", Written(output), StringComparison.Ordinal);
        writer.Delta(1, "\"five\"}"u8);
        Assert.Contains("five", Written(output), StringComparison.Ordinal);
        writer.EndPart(1);
        Assert.Contains("three", Written(output), StringComparison.Ordinal);
    }

    /// <summary>Pieces that wait are the provider's to send: without a bound they would be the gateway's memory.</summary>
    [Theory]
    [InlineData("anthropic_messages")]
    [InlineData("bedrock_converse")]
    [InlineData("openai_responses")]
    [InlineData("cohere_chat")]
    public void A_call_that_waits_is_told_as_a_failure_when_it_grows_too_large(string caller)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = Format(caller).NewStreamWriter(FormatProbe.Frame, output);
        writer.Start("i", "m", null);
        Begin(writer, 0);
        Begin(writer, 1);
        var piece = new byte[1024 * 1024];
        piece.AsSpan().Fill((byte)' ');
        for (var i = 0; i < 33; i++)
        {
            writer.Delta(1, piece);
        }

        writer.EndPart(1);
        writer.EndPart(0);
        writer.Finish(FinishReason.ToolCalls, null);
        writer.Complete();

        var (told, _) = ReadBack(caller, output.WrittenSpan.ToArray());
        Assert.Contains("too large", told.Failure?.Message, StringComparison.Ordinal);
    }

    /// <summary>A provider's first call is whole before the next begins, as with every vendor known: nothing waits for the stream's end.</summary>
    [Fact]
    public void Calls_that_come_one_after_the_other_are_told_one_after_the_other()
    {
        var log = new SinkLog();
        var reader = Format("openai_chat").NewStreamReader();
        foreach (var unit in (string[])[Begun(0, "a", "{\\\"x\\\":\\\"}\\\\\\\"{\\\"}"), Begun(1, "b", ""), Piece(1, "{}"), Piece(0, " "), Begun(2, "c", "")])
        {
            reader.Read(InterleavedStreams.Event(unit), log);
        }

        Assert.Equal(["begin 0 ToolCall a f -", "delta 0 {\"x\":\"}\\\"{\"}", "end 0", "begin 1 ToolCall b f -", "delta 1 {}", "end 1", "begin 2 ToolCall c f -"], log.Lines[1..]);
    }

    /// <summary>Some vendors number all calls 0, and some say id and name with every piece.</summary>
    [Fact]
    public void A_call_of_the_same_number_ends_the_one_before_and_a_name_said_again_begins_nothing()
    {
        var log = new SinkLog();
        var reader = Format("openai_chat").NewStreamReader();
        foreach (var unit in (string[])[Begun(0, "a", "{"), Begun(0, "b", ""), Begun(0, "b", "{\\\"y\\\":"), Begun(1, "c", "{"), Begun(0, "b", "1}"), Piece(1, "}")])
        {
            reader.Read(InterleavedStreams.Event(unit), log);
        }

        Assert.Equal(["begin 0 ToolCall a f -", "delta 0 {", "end 0", "begin 1 ToolCall b f -", "delta 1 {\"y\":", "begin 2 ToolCall c f -", "delta 2 {", "delta 1 1}", "end 1", "delta 2 }"], log.Lines[1..]);
    }

    [Fact]
    public void A_piece_of_a_call_that_has_ended_is_a_failure_still()
    {
        var log = new SinkLog();
        var reader = Format("openai_chat").NewStreamReader();
        foreach (var unit in (string[])[Begun(0, "a", "{}"), Begun(1, "b", "{}"), Piece(0, "{}")])
        {
            reader.Read(InterleavedStreams.Event(unit), log);
        }

        Assert.StartsWith("fail upstream_invalid_response", log.Lines[^1], StringComparison.Ordinal);
    }

    private static void Begin(IAnswerWriter writer, int index) =>
        writer.BeginPart(new AnswerPart(index, AnswerPartKind.ToolCall) { Id = $"id{index}", Name = "f" });

    private static string Begun(int index, string id, string arguments) =>
        $"{{\"id\":\"c\",\"choices\":[{{\"index\":0,\"delta\":{{\"tool_calls\":[{{\"index\":{index},\"id\":\"{id}\",\"function\":{{\"name\":\"f\",\"arguments\":\"{arguments}\"}}}}]}}}}]}}";

    private static string Piece(int index, string arguments) =>
        $"{{\"id\":\"c\",\"choices\":[{{\"index\":0,\"delta\":{{\"tool_calls\":[{{\"index\":{index},\"function\":{{\"arguments\":\"{arguments}\"}}}}]}}}}]}}";

    private static string Line(ToolCallPart call) => $"{call.Id} {call.Name} {call.Arguments}";

    private static string Written(ArrayBufferWriter<byte> output) => Encoding.Latin1.GetString(output.WrittenSpan);

    private static IWireFormat Format(string name) => WireFormatCatalog.All.First(x => x.Name == name);

    private static byte[] Translate(string provider, string caller, IReadOnlyList<byte[]> units)
    {
        var output = new ArrayBufferWriter<byte>();
        var reader = Format(provider).NewStreamReader();
        var writer = Format(caller).NewStreamWriter(FormatProbe.Frame, output);
        foreach (var unit in units)
        {
            reader.Read(unit, writer);
        }

        Assert.True(reader.EndedCleanly);
        writer.Complete();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>What a caller's stream says to its own dialect's reader, and how many of its parts were open at once.</summary>
    private static (ChatAnswer Answer, int MostOpen) ReadBack(string caller, byte[] stream)
    {
        var (builder, log, reader) = (new AnswerBuilder(), new SinkLog(), Format(caller).NewStreamReader());
        foreach (var unit in StreamUnits.Of(Format(caller).Framing, stream))
        {
            reader.Read(unit, new AnswerFanOut(builder, log));
        }

        var (open, most) = (0, 0);
        foreach (var line in log.Lines)
        {
            open += line.StartsWith("begin ", StringComparison.Ordinal) ? 1 : line.StartsWith("end ", StringComparison.Ordinal) ? -1 : 0;
            most = Math.Max(most, open);
        }

        return (builder.Build(), most);
    }
}
