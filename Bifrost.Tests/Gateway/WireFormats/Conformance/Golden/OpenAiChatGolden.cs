namespace Bifrost.Tests.Gateway.WireFormats.Conformance.Golden;

/// <summary>OpenAI's Chat Completions, after its reference and its guides.</summary>
internal static class OpenAiChatGolden
{
    private const string Reference = "https://platform.openai.com/docs/api-reference/chat/create";
    private const string Streaming = "https://platform.openai.com/docs/api-reference/chat-streaming/streaming";
    private const string Functions = "https://platform.openai.com/docs/guides/function-calling?api-mode=chat";
    private const string Caching = "https://platform.openai.com/docs/guides/prompt-caching";

    // OpenAI shows no thoughts in this dialect: reasoning_content is what DeepSeek, Moonshot, vLLM and others say in it.
    private const string Reasoning = "https://api-docs.deepseek.com/guides/reasoning_model";

    public static GoldenSet Set { get; } = new("openai_chat",
    [
        GoldenText.Request(Feature.Chat, Reference, """
            {"model":"gpt-5.4","messages":[{"role":"developer","content":"You are a helpful assistant."},{"role":"user","content":"Hello!"},{"role":"assistant","content":"Hello! How can I assist you today?"},{"role":"user","content":[{"type":"text","text":"Grüße 😀"}]}],"max_completion_tokens":300,"temperature":0.7}
            """),
        GoldenText.Answer(Feature.Chat, Reference, """
            {"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion","created":1741569952,"model":"gpt-5.4","choices":[{"index":0,"message":{"role":"assistant","content":"Hello! How can I assist you today?","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":19,"completion_tokens":10,"total_tokens":29,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},"service_tier":"default"}
            """),
        GoldenText.Request(Feature.Parameters, Reference, """
            {"model":"gpt-5.4","messages":[{"role":"user","content":"Hello!"}],"top_p":0.9,"frequency_penalty":0.5,"presence_penalty":0.25,"seed":42,"stop":["END"],"logprobs":true,"top_logprobs":2,"logit_bias":{"50256":-100},"metadata":{"team":"a"},"service_tier":"flex","safety_identifier":"u-1"}
            """),
        GoldenText.Request(Feature.Stream, Streaming, """
            {"model":"gpt-5.4","messages":[{"role":"system","content":"You are a helpful assistant."},{"role":"user","content":"Hello!"}],"stream":true,"stream_options":{"include_usage":true}}
            """),
        GoldenText.Stream(Feature.Stream, Streaming, """
            {"id":"chatcmpl-123","object":"chat.completion.chunk","created":1694268190,"model":"gpt-5.4","system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"usage":null}
            {"id":"chatcmpl-123","object":"chat.completion.chunk","created":1694268190,"model":"gpt-5.4","system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"delta":{"content":"Grüße \ud83d"},"logprobs":null,"finish_reason":null}],"usage":null}
            {"id":"chatcmpl-123","object":"chat.completion.chunk","created":1694268190,"model":"gpt-5.4","system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"delta":{"content":"\ude00!"},"logprobs":null,"finish_reason":null}],"usage":null}
            {"id":"chatcmpl-123","object":"chat.completion.chunk","created":1694268190,"model":"gpt-5.4","system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}],"usage":null}
            {"id":"chatcmpl-123","object":"chat.completion.chunk","created":1694268190,"model":"gpt-5.4","system_fingerprint":"fp_44709d6fcb","choices":[],"usage":{"prompt_tokens":19,"completion_tokens":10,"total_tokens":29}}
            [DONE]
            """),
        GoldenText.Request(Feature.Tools, Functions, """
            {"model":"gpt-5.4","messages":[{"role":"user","content":"What is the weather like in Paris today?"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_12345xyz","type":"function","function":{"name":"get_weather","arguments":"{\"location\":\"Paris, France\"}"}}]},{"role":"tool","tool_call_id":"call_12345xyz","content":"14 degrees"}],"tools":[{"type":"function","function":{"name":"get_weather","description":"Get current temperature for a given location.","parameters":{"type":"object","properties":{"location":{"type":"string","description":"City and country e.g. Bogotá, Colombia"}},"required":["location"],"additionalProperties":false},"strict":true}}],"tool_choice":{"type":"function","function":{"name":"get_weather"}}}
            """),
        GoldenText.Answer(Feature.Tools, Functions, """
            {"id":"chatcmpl-abc123","object":"chat.completion","created":1699896916,"model":"gpt-5.4","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_12345xyz","type":"function","function":{"name":"get_weather","arguments":"{\"location\":\"Paris, France\"}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":82,"completion_tokens":17,"total_tokens":99}}
            """),
        GoldenText.Request(Feature.ParallelTools, Functions, """
            {"model":"gpt-5.4","messages":[{"role":"user","content":"Weather and time in Paris?"},{"role":"assistant","content":"I look.","tool_calls":[{"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\"location\":\"Paris\"}"}},{"id":"call_2","type":"function","function":{"name":"get_time","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_1","content":"14 degrees"},{"role":"tool","tool_call_id":"call_2","content":"noon"}],"tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"location":{"type":"string"}},"required":["location"]}}},{"type":"function","function":{"name":"get_time"}}],"tool_choice":"required","parallel_tool_calls":false}
            """),
        GoldenText.Answer(Feature.ParallelTools, Functions, """
            {"id":"chatcmpl-abc124","object":"chat.completion","created":1699896917,"model":"gpt-5.4","choices":[{"index":0,"message":{"role":"assistant","content":"I look.","tool_calls":[{"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\"location\":\"Paris\"}"}},{"id":"call_2","type":"function","function":{"name":"get_time","arguments":"{}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":82,"completion_tokens":34,"total_tokens":116}}
            """),
        GoldenText.Stream(Feature.StreamedTools, Functions, """
            {"id":"chatcmpl-9","object":"chat.completion.chunk","created":1,"model":"gpt-5.4","choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_DdmO9pD3xa9XTPNJ32zg2hcA","type":"function","function":{"name":"get_weather","arguments":""}}]},"finish_reason":null}]}
            {"id":"chatcmpl-9","object":"chat.completion.chunk","created":1,"model":"gpt-5.4","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"location\":"}}]},"finish_reason":null}]}
            {"id":"chatcmpl-9","object":"chat.completion.chunk","created":1,"model":"gpt-5.4","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"Paris\"}"}}]},"finish_reason":null}]}
            {"id":"chatcmpl-9","object":"chat.completion.chunk","created":1,"model":"gpt-5.4","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"get_time","arguments":""}}]},"finish_reason":null}]}
            {"id":"chatcmpl-9","object":"chat.completion.chunk","created":1,"model":"gpt-5.4","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]},"finish_reason":null}]}
            {"id":"chatcmpl-9","object":"chat.completion.chunk","created":1,"model":"gpt-5.4","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}
            {"id":"chatcmpl-9","object":"chat.completion.chunk","created":1,"model":"gpt-5.4","choices":[],"usage":{"prompt_tokens":82,"completion_tokens":34,"total_tokens":116}}
            [DONE]
            """),
        GoldenText.Request(Feature.StructuredOutput, "https://platform.openai.com/docs/guides/structured-outputs?api-mode=chat", """
            {"model":"gpt-5.4","messages":[{"role":"user","content":"Solve 8x + 7 = -23"}],"response_format":{"type":"json_schema","json_schema":{"name":"math_response","description":"A solution.","strict":true,"schema":{"type":"object","properties":{"final_answer":{"type":"string"}},"required":["final_answer"],"additionalProperties":false}}}}
            """),
        GoldenText.Answer(Feature.Refusals, "https://platform.openai.com/docs/guides/structured-outputs?api-mode=chat", """
            {"id":"chatcmpl-9","object":"chat.completion","created":1,"model":"gpt-5.4","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"I'm sorry, I cannot assist with that request."},"finish_reason":"stop"}],"usage":{"prompt_tokens":81,"completion_tokens":11,"total_tokens":92}}
            """),
        GoldenText.Request(Feature.Images, "https://platform.openai.com/docs/guides/images-vision?api-mode=chat", """
            {"model":"gpt-5.4","messages":[{"role":"user","content":[{"type":"text","text":"What is in this image?"},{"type":"image_url","image_url":{"url":"https://example.com/boardwalk.png","detail":"low"}},{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,/9j/4AAQSkZJRg=="}}]}]}
            """),
        GoldenText.Request(Feature.Thinking, Reasoning, """
            {"model":"gpt-5.4","messages":[{"role":"user","content":"9.11 and 9.8, which is greater?"}],"reasoning_effort":"medium"}
            """),
        GoldenText.Answer(Feature.Thinking, Reasoning, """
            {"id":"c-1","object":"chat.completion","created":1,"model":"deepseek-reasoner","choices":[{"index":0,"message":{"role":"assistant","reasoning_content":"Compare the decimals.","content":"9.8 is greater."},"finish_reason":"stop"}],"usage":{"prompt_tokens":20,"completion_tokens":40,"total_tokens":60,"completion_tokens_details":{"reasoning_tokens":30}}}
            """),
        GoldenText.Stream(Feature.Thinking, Reasoning, """
            {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"deepseek-reasoner","choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":"Compare "},"finish_reason":null}]}
            {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"deepseek-reasoner","choices":[{"index":0,"delta":{"content":null,"reasoning_content":"the decimals."},"finish_reason":null}]}
            {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"deepseek-reasoner","choices":[{"index":0,"delta":{"content":"9.8 is ","reasoning_content":null},"finish_reason":null}]}
            {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"deepseek-reasoner","choices":[{"index":0,"delta":{"content":"greater."},"finish_reason":"stop"}],"usage":{"prompt_tokens":20,"completion_tokens":40,"total_tokens":60,"completion_tokens_details":{"reasoning_tokens":30}}}
            [DONE]
            """),
        GoldenText.Answer(Feature.CachedUsage, Caching, """
            {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-5.4","choices":[{"index":0,"message":{"role":"assistant","content":"Yes."},"finish_reason":"stop"}],"usage":{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920},"completion_tokens_details":{"reasoning_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}
            """),
        GoldenText.Stream(Feature.CachedUsage, Caching, """
            {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-5.4","choices":[{"index":0,"delta":{"role":"assistant","content":"Yes."},"finish_reason":null}]}
            {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-5.4","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
            {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-5.4","choices":[],"usage":{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920}}}
            [DONE]
            """),
        GoldenText.Error(429, "https://platform.openai.com/docs/guides/error-codes/api-errors", """
            {"error":{"message":"Rate limit reached for requests.","type":"requests","param":null,"code":"rate_limit_exceeded"}}
            """),
        GoldenText.Stream(Feature.Errors, "https://platform.openai.com/docs/guides/error-codes/api-errors", """
            {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-5.4","choices":[{"index":0,"delta":{"role":"assistant","content":"Yes"},"finish_reason":null}]}
            {"error":{"message":"The server had an error while processing your request.","type":"server_error","param":null,"code":"server_error"}}
            """),
    ]);
}
