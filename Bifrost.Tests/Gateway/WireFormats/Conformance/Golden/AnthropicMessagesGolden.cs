namespace Bifrost.Tests.Gateway.WireFormats.Conformance.Golden;

/// <summary>Anthropic's Messages, after its reference and its guides.</summary>
internal static class AnthropicMessagesGolden
{
    private const string Reference = "https://platform.claude.com/docs/en/api/messages";
    private const string Streaming = "https://platform.claude.com/docs/en/build-with-claude/streaming";
    private const string Tools = "https://platform.claude.com/docs/en/agents-and-tools/tool-use/implement-tool-use";
    private const string Thinking = "https://platform.claude.com/docs/en/build-with-claude/extended-thinking";
    private const string Caching = "https://platform.claude.com/docs/en/build-with-claude/prompt-caching";
    private const string Errors = "https://platform.claude.com/docs/en/api/errors";

    public static GoldenSet Set { get; } = new("anthropic_messages",
    [
        GoldenText.Request(Feature.Chat, Reference, """
            {"model":"claude-sonnet-4-5","max_tokens":300,"system":"You are a helpful assistant.","messages":[{"role":"user","content":"Hello!"},{"role":"assistant","content":"Hello! How can I assist you today?"},{"role":"user","content":[{"type":"text","text":"Grüße 😀"}]}],"temperature":0.7}
            """),
        GoldenText.Answer(Feature.Chat, Reference, """
            {"id":"msg_013Zva2CMHLNnXjNJJKqJ2EF","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"text","text":"Hi! My name is Claude."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":2095,"output_tokens":503}}
            """),
        GoldenText.Request(Feature.Parameters, Reference, """
            {"model":"claude-sonnet-4-5","max_tokens":300,"messages":[{"role":"user","content":"Hello!"}],"top_p":0.9,"top_k":5,"stop_sequences":["END"],"metadata":{"user_id":"u-1"},"service_tier":"standard_only"}
            """),
        GoldenText.Answer(Feature.Parameters, Reference, """
            {"id":"msg_8","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"text","text":"Hi!"}],"stop_reason":"stop_sequence","stop_sequence":"END","usage":{"input_tokens":20,"output_tokens":5}}
            """),
        GoldenText.Request(Feature.Stream, Streaming, """
            {"model":"claude-sonnet-4-5","max_tokens":256,"stream":true,"messages":[{"role":"user","content":"Hello"}]}
            """),
        GoldenText.Stream(Feature.Stream, Streaming, """
            {"type":"message_start","message":{"id":"msg_1nZdL29xx5MUA1yADyHTEsnR8uuvGzszyY","type":"message","role":"assistant","content":[],"model":"claude-sonnet-4-5","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":25,"output_tokens":1}}}
            {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}
            {"type":"ping"}
            {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüße \ud83d"}}
            {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\ude00!"}}
            {"type":"content_block_stop","index":0}
            {"type":"message_delta","delta":{"stop_reason":"max_tokens","stop_sequence":null},"usage":{"output_tokens":15}}
            {"type":"message_stop"}
            """),
        GoldenText.Request(Feature.Tools, Tools, """
            {"model":"claude-sonnet-4-5","max_tokens":1024,"tools":[{"name":"get_weather","description":"Get the current weather in a given location","input_schema":{"type":"object","properties":{"location":{"type":"string","description":"The city and state, e.g. San Francisco, CA"}},"required":["location"]}}],"tool_choice":{"type":"tool","name":"get_weather"},"messages":[{"role":"user","content":"What is the weather like in San Francisco?"},{"role":"assistant","content":[{"type":"text","text":"I'll check the current weather."},{"type":"tool_use","id":"toolu_01A09q90qw90lq917835lq9","name":"get_weather","input":{"location":"San Francisco, CA"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_01A09q90qw90lq917835lq9","content":"ConnectionError: the weather service API is not available (HTTP 500)","is_error":true}]}]}
            """),
        GoldenText.Answer(Feature.Tools, Tools, """
            {"id":"msg_01Aq9w938a90dw8q","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"text","text":"I'll check the current weather."},{"type":"tool_use","id":"toolu_01A09q90qw90lq917835lq9","name":"get_weather","input":{"location":"San Francisco, CA"}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":472,"output_tokens":89}}
            """),
        GoldenText.Request(Feature.ParallelTools, Tools, """
            {"model":"claude-sonnet-4-5","max_tokens":1024,"tools":[{"name":"get_weather","input_schema":{"type":"object","properties":{"location":{"type":"string"}},"required":["location"]}},{"name":"get_time","input_schema":{"type":"object","properties":{}}}],"tool_choice":{"type":"any","disable_parallel_tool_use":true},"messages":[{"role":"user","content":"Weather and time?"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_01","name":"get_weather","input":{"location":"SF"}},{"type":"tool_use","id":"toolu_02","name":"get_time","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_01","content":"68 degrees"},{"type":"tool_result","tool_use_id":"toolu_02","content":"noon"}]}]}
            """),
        GoldenText.Answer(Feature.ParallelTools, Tools, """
            {"id":"msg_2","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"tool_use","id":"toolu_01","name":"get_weather","input":{"location":"SF"}},{"type":"tool_use","id":"toolu_02","name":"get_time","input":{}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":472,"output_tokens":89}}
            """),
        GoldenText.Stream(Feature.StreamedTools, Streaming, """
            {"type":"message_start","message":{"id":"msg_014p7gG3wDgGV9EUtLvnow3U","type":"message","role":"assistant","model":"claude-sonnet-4-5","stop_sequence":null,"usage":{"input_tokens":472,"output_tokens":2},"content":[],"stop_reason":null}}
            {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}
            {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Okay"}}
            {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":", let's check"}}
            {"type":"content_block_stop","index":0}
            {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_01T1x1fJ34qAmk2tNTrN7Up6","name":"get_weather","input":{}}}
            {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}}
            {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"location\":"}}
            {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":" \"San Francisco, CA\"}"}}
            {"type":"content_block_stop","index":1}
            {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_02","name":"get_time","input":{}}}
            {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":""}}
            {"type":"content_block_stop","index":2}
            {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":89}}
            {"type":"message_stop"}
            """),
        GoldenText.Request(Feature.StructuredOutput, "https://platform.claude.com/docs/en/build-with-claude/structured-outputs", """
            {"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":"Extract the key information from this email."}],"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"],"additionalProperties":false}}}}
            """),
        GoldenText.Answer(Feature.Refusals, "https://platform.claude.com/docs/en/test-and-evaluate/strengthen-guardrails/handle-streaming-refusals", """
            {"id":"msg_3","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"text","text":"{\"name\":\"John Smith\"}"}],"stop_reason":"refusal","stop_sequence":null,"usage":{"input_tokens":90,"output_tokens":12}}
            """),
        GoldenText.Request(Feature.Images, "https://platform.claude.com/docs/en/build-with-claude/vision", """
            {"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://example.com/boardwalk.png"}},{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"/9j/4AAQSkZJRg=="}},{"type":"text","text":"Describe these images."}]}]}
            """),
        GoldenText.Request(Feature.ToolResultImages, Tools, """
            {"model":"claude-sonnet-4-5","max_tokens":1024,"tools":[{"name":"shoot","input_schema":{"type":"object","properties":{}}}],"messages":[{"role":"user","content":"Take a picture."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_01","name":"shoot","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_01","content":[{"type":"text","text":"Done."},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]}]}]}
            """),
        GoldenText.Request(Feature.Thinking, Thinking, """
            {"model":"claude-sonnet-4-5","max_tokens":16000,"thinking":{"type":"enabled","budget_tokens":10000},"messages":[{"role":"user","content":"Are there an infinite number of primes such that n mod 4 == 3?"},{"role":"assistant","content":[{"type":"thinking","thinking":"Let me analyze this step by step.","signature":"WaUjzkypQ2mUEVM36O2TxuC06KN8xyfbJwyem2dw3URve/op91XWHOEBLLqIOMfFG"},{"type":"redacted_thinking","data":"EmwKAhgBEgy3va3pzix"},{"type":"text","text":"Yes."}]},{"role":"user","content":"Why?"}]}
            """),
        GoldenText.Answer(Feature.Thinking, Thinking, """
            {"id":"msg_4","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"thinking","thinking":"Let me analyze this step by step.","signature":"WaUjzkypQ2mUEVM36O2TxuC06KN8xyfbJwyem2dw3URve/op91XWHOEBLLqIOMfFG"},{"type":"redacted_thinking","data":"EmwKAhgBEgy3va3pzix"},{"type":"text","text":"Yes."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":90,"output_tokens":120}}
            """),
        GoldenText.Stream(Feature.Thinking, Streaming, """
            {"type":"message_start","message":{"id":"msg_01","type":"message","role":"assistant","content":[],"model":"claude-sonnet-4-5","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":90,"output_tokens":1}}}
            {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}
            {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"I need to find the GCD "}}
            {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"of 1071 and 462."}}
            {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds"}}
            {"type":"content_block_stop","index":0}
            {"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"EmwKAhgBEgy3va3pzix"}}
            {"type":"content_block_stop","index":1}
            {"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}
            {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"The greatest common divisor is "}}
            {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"21."}}
            {"type":"content_block_stop","index":2}
            {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":120}}
            {"type":"message_stop"}
            """),
        GoldenText.Request(Feature.CachedUsage, Caching, """
            {"model":"claude-sonnet-4-5","max_tokens":1024,"system":[{"type":"text","text":"You are an AI assistant tasked with analyzing literary works."},{"type":"text","text":"The entire contents of Pride and Prejudice","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"text","text":"Analyze the major themes.","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]}
            """),
        GoldenText.Answer(Feature.CachedUsage, Caching, """
            {"id":"msg_5","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"text","text":"Yes."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":2048,"cache_read_input_tokens":1800,"cache_creation_input_tokens":248,"output_tokens":503,"cache_creation":{"ephemeral_5m_input_tokens":148,"ephemeral_1h_input_tokens":100}}}
            """),
        GoldenText.Stream(Feature.CachedUsage, Caching, """
            {"type":"message_start","message":{"id":"msg_6","type":"message","role":"assistant","content":[],"model":"claude-sonnet-4-5","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":2048,"cache_read_input_tokens":1800,"cache_creation_input_tokens":248,"output_tokens":1,"cache_creation":{"ephemeral_5m_input_tokens":148,"ephemeral_1h_input_tokens":100}}}}
            {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}
            {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Yes."}}
            {"type":"content_block_stop","index":0}
            {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":503}}
            {"type":"message_stop"}
            """),
        GoldenText.Error(429, Errors, """
            {"type":"error","error":{"type":"rate_limit_error","message":"Your account has hit a rate limit."},"request_id":"req_011CSHoEeqs5C35K2UUqR7Fy"}
            """),
        GoldenText.Stream(Feature.Errors, Streaming, """
            {"type":"message_start","message":{"id":"msg_7","type":"message","role":"assistant","content":[],"model":"claude-sonnet-4-5","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":25,"output_tokens":1}}}
            {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}
            """),
    ]);
}
