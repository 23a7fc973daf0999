using System.Text;

namespace Bifrost.Bench.Servers;

/// <summary>The fake upstream's stream in Anthropic's dialect, built once.</summary>
internal static class AnthropicAnswers
{
    private static readonly byte[] Start = Event("message_start", """{"type":"message_start","message":{"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message","role":"assistant","model":"bench-2026-01-01","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":212,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1}}}""");
    private static readonly byte[] BlockStart = Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""");
    private static readonly byte[] Delta = Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" token"}}""");
    private static readonly byte[] BlockStop = Event("content_block_stop", """{"type":"content_block_stop","index":0}""");
    private static readonly byte[] MessageDelta = Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":98}}""");
    private static readonly byte[] Stop = Event("message_stop", """{"type":"message_stop"}""");

    /// <summary>The event at an index of <see cref="UpstreamModels.AnthropicEvents"/>.</summary>
    public static byte[] EventAt(int index) => (UpstreamModels.AnthropicEvents - index) switch
    {
        UpstreamModels.AnthropicEvents => Start,
        UpstreamModels.AnthropicEvents - 1 => BlockStart,
        3 => BlockStop,
        2 => MessageDelta,
        1 => Stop,
        _ => Delta,
    };

    private static byte[] Event(string name, string data) => Encoding.ASCII.GetBytes($"event: {name}\ndata: {data}\n\n");
}
