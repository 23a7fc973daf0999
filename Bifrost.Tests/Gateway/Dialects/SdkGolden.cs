using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>
/// What vendors answer, as their documentation shows it: words, a thought where the vendor shows one, and a call of <c>get_weather</c>.
/// platform.claude.com/docs/en/build-with-claude/streaming, ai.google.dev/gemini-api/docs/function-calling and …/thinking,
/// developers.openai.com/api/reference/resources/chat.
/// </summary>
internal static class SdkGolden
{
    public const string Words = "Okay, let's check: 東京 😀.";

    public static Script Answer(string provider) => Script.Json(provider switch
    {
        "p-anthropic-messages" => """
            {"id":"msg_01Aq9w938a90dw8q","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[
              {"type":"thinking","thinking":"They want the weather.","signature":"EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pk="},
              {"type":"text","text":"Okay, let's check: 東京 😀."},
              {"type":"tool_use","id":"toolu_01A09q90qw90lq917835lq9","name":"get_weather","input":{"location":"Tokyo","days":2}}],
             "stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":472,"cache_creation_input_tokens":0,"cache_read_input_tokens":28,"output_tokens":89}}
            """,
        "p-gemini" => """
            {"candidates":[{"content":{"parts":[{"text":"They want the weather.","thought":true},{"text":"Okay, let's check: 東京 😀."},
              {"functionCall":{"name":"get_weather","args":{"location":"Tokyo","days":2}},"thoughtSignature":"CpQBAdHtim9k"}],"role":"model"},"finishReason":"STOP","index":0}],
             "usageMetadata":{"promptTokenCount":500,"candidatesTokenCount":60,"thoughtsTokenCount":29,"totalTokenCount":589,"cachedContentTokenCount":28},"modelVersion":"gemini-2.5-flash","responseId":"r1"}
            """,
        _ => """
            {"id":"chatcmpl-123","object":"chat.completion","created":1741569952,"model":"gpt-5.4","choices":[{"index":0,"message":{"role":"assistant","content":"Okay, let's check: 東京 😀.",
              "reasoning_content":"They want the weather.",
              "tool_calls":[{"id":"call_abc123","type":"function","function":{"name":"get_weather","arguments":"{\"location\":\"Tokyo\",\"days\":2}"}}],"refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"tool_calls"}],
             "usage":{"prompt_tokens":500,"completion_tokens":89,"total_tokens":589,"prompt_tokens_details":{"cached_tokens":28,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":29}}}
            """,
    });

    /// <summary>In pieces of nine bytes, wherever characters and events end.</summary>
    public static Script Stream(string provider) => new Script().ContentType("text/event-stream").InPieces(
        provider switch
        {
            "p-anthropic-messages" => Anthropic,
            "p-gemini" => Gemini.Replace("\n", "\r\n", StringComparison.Ordinal),
            _ => OpenAi,
        },
        9);

    private const string Anthropic = """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_014p7gG3wDgGV9EUtLvnow3U","type":"message","role":"assistant","model":"claude-sonnet-4-5","stop_sequence":null,"usage":{"input_tokens":472,"cache_read_input_tokens":28,"output_tokens":2},"content":[],"stop_reason":null}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"They want the weather."}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pk="}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: content_block_start
        data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

        event: ping
        data: {"type": "ping"}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Okay, let's check: "}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"東京 😀."}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":1}

        event: content_block_start
        data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_01T1x1fJ34qAmk2tNTrN7Up6","name":"get_weather","input":{}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"location\":"}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":" \"Tokyo\",\"days\":2}"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":2}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":89}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    private const string Gemini = """
        data: {"candidates":[{"content":{"parts":[{"text":"They want the weather.","thought":true}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":500,"totalTokenCount":529,"thoughtsTokenCount":29},"modelVersion":"gemini-2.5-flash","responseId":"r1"}

        data: {"candidates":[{"content":{"parts":[{"text":"Okay, let's check: 東京 😀."}],"role":"model"},"index":0}],"modelVersion":"gemini-2.5-flash","responseId":"r1"}

        data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"get_weather","args":{"location":"Tokyo","days":2}},"thoughtSignature":"CpQBAdHtim9k"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":500,"candidatesTokenCount":60,"thoughtsTokenCount":29,"totalTokenCount":589,"cachedContentTokenCount":28},"modelVersion":"gemini-2.5-flash","responseId":"r1"}


        """;

    private const string OpenAi = """
        data: {"id":"chatcmpl-123","object":"chat.completion.chunk","created":1741569952,"model":"gpt-5.4","choices":[{"index":0,"delta":{"role":"assistant","reasoning_content":"They want the weather."},"finish_reason":null}]}

        data: {"id":"chatcmpl-123","object":"chat.completion.chunk","created":1741569952,"model":"gpt-5.4","choices":[{"index":0,"delta":{"content":"Okay, let's check: 東京 😀."},"finish_reason":null}]}

        data: {"id":"chatcmpl-123","object":"chat.completion.chunk","created":1741569952,"model":"gpt-5.4","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_abc123","type":"function","function":{"name":"get_weather","arguments":""}}]},"finish_reason":null}]}

        data: {"id":"chatcmpl-123","object":"chat.completion.chunk","created":1741569952,"model":"gpt-5.4","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"location\":\"Tokyo\","}}]},"finish_reason":null}]}

        data: {"id":"chatcmpl-123","object":"chat.completion.chunk","created":1741569952,"model":"gpt-5.4","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"days\":2}"}}]},"finish_reason":null}]}

        data: {"id":"chatcmpl-123","object":"chat.completion.chunk","created":1741569952,"model":"gpt-5.4","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

        data: {"id":"chatcmpl-123","object":"chat.completion.chunk","created":1741569952,"model":"gpt-5.4","choices":[],"usage":{"prompt_tokens":500,"completion_tokens":89,"total_tokens":589,"prompt_tokens_details":{"cached_tokens":28},"completion_tokens_details":{"reasoning_tokens":29}}}

        data: [DONE]


        """;
}
