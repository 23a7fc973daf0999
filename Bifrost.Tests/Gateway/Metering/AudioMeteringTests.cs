using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Metering;

/// <summary>
/// Audio by tokens, seconds or characters, as its vendor bills it: platform.openai.com/docs/api-reference/audio and /pricing,
/// docs.mistral.ai/api/endpoint/audio/transcriptions, console.groq.com/docs/speech-to-text.
/// </summary>
public sealed class AudioMeteringTests(MeteredHost host) : IClassFixture<MeteredHost>
{
    private const string Tokens = """{"type":"tokens","input_tokens":14,"input_token_details":{"text_tokens":0,"audio_tokens":14},"output_tokens":45,"total_tokens":59}""";

    [Fact]
    public async Task A_transcription_by_tokens_has_the_rate_of_audio()
    {
        host.Play(Script.Json($$$"""{"text":"Imagine …","usage":{{{Tokens}}}}"""));

        var (_, _, record) = await host.PostAsync("/v1/audio/transcriptions", MeteredHost.Audio("openai/gpt-4o-transcribe"));

        // 14 at $6 and 45 at $10 a million.
        Assert.Equal((14L, 45L, 534_000L, "audio_input_tokens=14"), (record.InputTokens, record.OutputTokens, record.CostNanos, record.Units));
    }

    [Fact]
    public async Task A_streamed_transcription_too()
    {
        string[] events =
        [
            "data: {\"type\":\"transcript.text.delta\",\"delta\":\"I\"}\n\n",
            $"data: {{\"type\":\"transcript.text.done\",\"text\":\"I see\",\"usage\":{Tokens}}}\r\n\r\n",
        ];
        host.Play(Script.Sse(events));

        var (body, _, record) = await host.PostAsync("/v1/audio/transcriptions", MeteredHost.Audio("openai/gpt-4o-transcribe", ("stream", "true")));

        Assert.Equal(string.Concat(events), Encoding.UTF8.GetString(body));
        Assert.Equal((534_000L, false, UsageOutcome.Completed), (record.CostNanos, record.Estimated, record.Outcome));
    }

    /// <summary>whisper-1 at $0.36 an hour; Groq's large at $0.111, no less than ten seconds; Voxtral at $0.18, whatever its tokens.</summary>
    [Theory]
    [InlineData("openai/whisper-1", """{"text":"Hi","usage":{"type":"duration","seconds":9}}""", 900_000, "audio_seconds=9")]
    [InlineData("openai/whisper-1", """{"task":"transcribe","language":"english","duration":8.470000267028809,"text":"Hi","segments":[]}""", 847_000, "audio_seconds=8.47")]
    [InlineData("openai/whisper-1", """{"task":"transcribe","duration":8.47,"text":"Hi","usage":{"type":"duration","seconds":9}}""", 900_000, "audio_seconds=9")]
    [InlineData("openai/whisper-1", """{"usage":{"type":"duration","seconds":9},"task":"transcribe","duration":"8.47","text":"Hi"}""", 900_000, "audio_seconds=9")]
    [InlineData("groq/whisper-large-v3", """{"task":"transcribe","duration":2,"text":"Hi","x_groq":{"id":"r"}}""", 308_333, "audio_seconds=10")]
    [InlineData("groq/whisper-large-v3", """{"task":"transcribe","duration":3600,"text":"Hi"}""", 111_000_000, "audio_seconds=3600")]
    [InlineData("mistral/voxtral-mini-2602", """{"model":"voxtral-mini-2602","text":"Hi","usage":{"prompt_audio_seconds":203,"prompt_tokens":4,"total_tokens":3264,"completion_tokens":635}}""", 10_150_000, "audio_seconds=203")]
    public async Task Audio_is_billed_by_its_length_where_the_answer_says_it(string model, string answer, long nanos, string units)
    {
        host.Play(Script.Json(answer));

        var (_, _, record) = await host.PostAsync("/v1/audio/transcriptions", MeteredHost.Audio(model, ("response_format", "verbose_json")));

        Assert.Equal((nanos, false, units), (record.CostNanos, record.Unpriced, record.Units));
    }

    [Fact]
    public async Task A_translation_is_billed_as_a_transcription_is()
    {
        host.Play(Script.Json("""{"task":"translate","language":"english","duration":8.47,"text":"Hi","segments":[]}"""));

        var (_, _, record) = await host.PostAsync("/v1/audio/translations", MeteredHost.Audio("openai/whisper-1", ("response_format", "verbose_json")));

        Assert.Equal("/v1/audio/translations", host.Provider.Requests[^1].Path);
        Assert.Equal(("translation", 847_000L, "audio_seconds=8.47"), (record.Operation, record.CostNanos, record.Units));
    }

    [Theory]
    [InlineData("text/plain", "Hello there.\n")]
    [InlineData("text/vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:08.000\nHello there.\n")]
    [InlineData("application/json", """{"text":"Hi"}""")]
    [InlineData("application/json", """{"text":"Hi","duration":-1}""")]
    [InlineData("application/json", """{"text":"Hi","duration":1e300}""")]
    public async Task A_length_that_nobody_tells_is_not_guessed(string type, string answer)
    {
        host.Play(new Script().ContentType(type).Chunk(answer));

        var (body, _, record) = await host.PostAsync("/v1/audio/transcriptions", MeteredHost.Audio("openai/whisper-1"));

        Assert.Equal(answer, Encoding.UTF8.GetString(body));
        Assert.Equal((true, (long?)null, "the answer does not say how long the audio was"), (record.Unpriced, record.CostNanos, record.UnpricedReason));
    }

    /// <summary>$15 a million characters: of a letter with an accent one, of a face one, however they are spelled.</summary>
    [Theory]
    [InlineData("Hello", 5)]
    [InlineData("caf\u00e9 \U0001F600!", 7)]
    [InlineData("""caf\u00e9 \ud83d\ude00!""", 7)]
    [InlineData("""a\nb""", 3)]
    public async Task Speech_is_billed_by_the_characters_of_its_input(string input, long characters)
    {
        host.Play(new Script().ContentType("audio/mpeg").Chunk(new byte[] { 1, 2, 3 }));

        var (body, _, record) = await host.PostAsync("/v1/audio/speech", $$"""{"model":"openai/tts-1","voice":"alloy","input":"{{input}}"}""");

        Assert.Equal([1, 2, 3], body);
        Assert.Equal((characters * 15_000L, false, false, $"characters={characters}"), (record.CostNanos, record.Unpriced, record.Estimated, record.Units));
    }

    /// <summary>Billed by tokens, which only its events tell: $0.60 in, $12 out a million.</summary>
    [Fact]
    public async Task Speech_by_tokens_is_billed_where_its_events_say_them()
    {
        const string Input = """{"model":"openai/gpt-4o-mini-tts","voice":"alloy","input":"Hello","stream_format":"sse"}""";
        host.Play(Script.Sse("data: {\"type\":\"speech.audio.delta\",\"audio\":\"AAAA\"}\n\n", "data: {\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":14,\"output_tokens\":101,\"total_tokens\":115}}\n\n"));
        var told = (await host.PostAsync("/v1/audio/speech", Input)).Record;
        host.Play(new Script().ContentType("audio/mpeg").Chunk(new byte[] { 1, 2, 3 }));
        var silent = (await host.PostAsync("/v1/audio/speech", Input)).Record;

        Assert.Equal((14L, 101L, 1_220_400L), (told.InputTokens, told.OutputTokens, told.CostNanos));
        Assert.Equal((true, "the provider reported no tokens, which have a price"), (silent.Unpriced, silent.UnpricedReason));
    }
}
