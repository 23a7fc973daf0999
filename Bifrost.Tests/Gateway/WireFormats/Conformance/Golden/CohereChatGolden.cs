namespace Bifrost.Tests.Gateway.WireFormats.Conformance.Golden;

/// <summary>Cohere's v2 chat, after its reference and its guides.</summary>
internal static class CohereChatGolden
{
    private const string Reference = "https://docs.cohere.com/reference/chat";
    private const string Streaming = "https://docs.cohere.com/v2/docs/streaming";
    private const string Tools = "https://docs.cohere.com/docs/tool-use-overview";
    private const string ToolStreaming = "https://docs.cohere.com/docs/tool-use-streaming";
    private const string Reasoning = "https://docs.cohere.com/docs/reasoning";
    private const string Errors = "https://docs.cohere.com/reference/errors";

    public static GoldenSet Set { get; } = new("cohere_chat",
    [
        GoldenText.Request(Feature.Chat, Reference, """
            {"model":"command-a-03-2025","messages":[{"role":"system","content":"You are a helpful assistant."},{"role":"user","content":"Hello!"},{"role":"assistant","content":"Hello! How can I assist you today?"},{"role":"user","content":[{"type":"text","text":"Grüße 😀"}]}],"max_tokens":300,"temperature":0.7}
            """),
        GoldenText.Answer(Feature.Chat, Reference, """
            {"id":"c14c80c3-18eb-4519-9460-6c92edd8cfb4","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"LLMs stand for Large Language Models."}]},"usage":{"billed_units":{"input_tokens":5,"output_tokens":418},"tokens":{"input_tokens":71,"output_tokens":418}}}
            """),
        GoldenText.Request(Feature.Parameters, Reference, """
            {"model":"command-a-03-2025","messages":[{"role":"user","content":"Hello!"}],"p":0.9,"k":5,"seed":42,"frequency_penalty":0.5,"presence_penalty":0.25,"stop_sequences":["END"],"logprobs":true,"priority":1}
            """),
        GoldenText.Answer(Feature.Parameters, Reference, """
            {"id":"c-10","finish_reason":"STOP_SEQUENCE","message":{"role":"assistant","content":[{"type":"text","text":"Hi!"}]},"usage":{"billed_units":{"input_tokens":20,"output_tokens":5},"tokens":{"input_tokens":80,"output_tokens":5}}}
            """),
        GoldenText.Request(Feature.Stream, Streaming, """
            {"model":"command-a-03-2025","messages":[{"role":"user","content":"What is an LLM?"}],"stream":true}
            """),
        GoldenText.Stream(Feature.Stream, Streaming, """
            {"type":"message-start","id":"29f14a5a","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}
            {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}
            {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Grüße \ud83d"}}}}
            {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"\ude00!"}}}}
            {"type":"content-end","index":0}
            {"type":"message-end","delta":{"finish_reason":"MAX_TOKENS","usage":{"billed_units":{"input_tokens":3,"output_tokens":2},"tokens":{"input_tokens":69,"output_tokens":2}}}}
            """),
        GoldenText.Request(Feature.Tools, Tools, """
            {"model":"command-a-03-2025","messages":[{"role":"user","content":"What is the weather in Toronto?"},{"role":"assistant","tool_plan":"I will search for the weather in Toronto.","tool_calls":[{"id":"get_weather_1byjy32y4hvq","type":"function","function":{"name":"get_weather","arguments":"{\"location\":\"Toronto\"}"}}]},{"role":"tool","tool_call_id":"get_weather_1byjy32y4hvq","content":"20 degrees"}],"tools":[{"type":"function","function":{"name":"get_weather","description":"gets the weather of a given location","parameters":{"type":"object","properties":{"location":{"type":"string","description":"the location to get the weather, example: San Francisco."}},"required":["location"]}}}],"tool_choice":"REQUIRED"}
            """),
        GoldenText.Answer(Feature.Tools, Tools, """
            {"id":"c-2","finish_reason":"TOOL_CALL","message":{"role":"assistant","tool_plan":"I will search for the weather in Toronto.","tool_calls":[{"id":"get_weather_1byjy32y4hvq","type":"function","function":{"name":"get_weather","arguments":"{\"location\":\"Toronto\"}"}}]},"usage":{"billed_units":{"input_tokens":63,"output_tokens":13},"tokens":{"input_tokens":1487,"output_tokens":44}}}
            """),
        GoldenText.Request(Feature.ParallelTools, Tools, """
            {"model":"command-a-03-2025","messages":[{"role":"user","content":"Weather and time in Toronto?"},{"role":"assistant","tool_calls":[{"id":"w_1","type":"function","function":{"name":"get_weather","arguments":"{\"location\":\"Toronto\"}"}},{"id":"t_2","type":"function","function":{"name":"get_time","arguments":"{}"}}]},{"role":"tool","tool_call_id":"w_1","content":[{"type":"text","text":"20 degrees"}]},{"role":"tool","tool_call_id":"t_2","content":"noon"}],"tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"location":{"type":"string"}},"required":["location"]}}},{"type":"function","function":{"name":"get_time","parameters":{"type":"object","properties":{}}}}],"strict_tools":true}
            """),
        GoldenText.Answer(Feature.ParallelTools, Tools, """
            {"id":"c-3","finish_reason":"TOOL_CALL","message":{"role":"assistant","tool_plan":"I will look.","tool_calls":[{"id":"w_1","type":"function","function":{"name":"get_weather","arguments":"{\"location\":\"Toronto\"}"}},{"id":"t_2","type":"function","function":{"name":"get_time","arguments":"{}"}}]},"usage":{"billed_units":{"input_tokens":63,"output_tokens":13},"tokens":{"input_tokens":1487,"output_tokens":44}}}
            """),
        GoldenText.Stream(Feature.StreamedTools, ToolStreaming, """
            {"type":"message-start","id":"24c1b7e1","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}
            {"type":"tool-plan-delta","delta":{"message":{"tool_plan":"I will "}}}
            {"type":"tool-plan-delta","delta":{"message":{"tool_plan":"look."}}}
            {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"w_1","type":"function","function":{"name":"get_weather","arguments":""}}}}}
            {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\n    \"location\":"}}}}}
            {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":" \"Toronto\"\n}"}}}}}
            {"type":"tool-call-end","index":0}
            {"type":"tool-call-start","index":1,"delta":{"message":{"tool_calls":{"id":"t_2","type":"function","function":{"name":"get_time","arguments":""}}}}}
            {"type":"tool-call-delta","index":1,"delta":{"message":{"tool_calls":{"function":{"arguments":"{}"}}}}}
            {"type":"tool-call-end","index":1}
            {"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"billed_units":{"input_tokens":37,"output_tokens":21},"tokens":{"input_tokens":913,"output_tokens":58}}}}
            """),
        GoldenText.Request(Feature.StructuredOutput, "https://docs.cohere.com/docs/structured-outputs", """
            {"model":"command-a-03-2025","messages":[{"role":"user","content":"Generate a JSON describing a person."}],"response_format":{"type":"json_object","json_schema":{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"]}}}
            """),
        GoldenText.Answer(Feature.StructuredOutput, "https://docs.cohere.com/docs/structured-outputs", """
            {"id":"c-4","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"{\"name\":\"Emma\",\"age\":28}"}]},"usage":{"billed_units":{"input_tokens":14,"output_tokens":20},"tokens":{"input_tokens":80,"output_tokens":20}}}
            """),
        GoldenText.Request(Feature.Images, "https://docs.cohere.com/docs/image-inputs", """
            {"model":"command-a-vision-07-2025","messages":[{"role":"user","content":[{"type":"text","text":"What's in this image?"},{"type":"image_url","image_url":{"url":"https://example.com/boardwalk.png","detail":"low"}},{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,/9j/4AAQSkZJRg=="}}]}]}
            """),
        GoldenText.Request(Feature.Thinking, Reasoning, """
            {"model":"command-a-reasoning-08-2025","messages":[{"role":"user","content":"Alice has 3 brothers and 2 sisters. How many sisters does her brother have?"},{"role":"assistant","content":[{"type":"thinking","thinking":"Alice is a sister too."},{"type":"text","text":"Three."}]},{"role":"user","content":"Why?"}],"thinking":{"type":"enabled","token_budget":10000}}
            """),
        GoldenText.Answer(Feature.Thinking, Reasoning, """
            {"id":"c-5","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"thinking","thinking":"Alice is a sister too."},{"type":"text","text":"Three."}]},"usage":{"billed_units":{"input_tokens":20,"output_tokens":150},"tokens":{"input_tokens":80,"output_tokens":150}}}
            """),
        GoldenText.Stream(Feature.Thinking, Reasoning, """
            {"type":"message-start","id":"c-6","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}
            {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"thinking","thinking":""}}}}
            {"type":"content-delta","index":0,"delta":{"message":{"content":{"thinking":"Alice is "}}}}
            {"type":"content-delta","index":0,"delta":{"message":{"content":{"thinking":"a sister too."}}}}
            {"type":"content-end","index":0}
            {"type":"content-start","index":1,"delta":{"message":{"content":{"type":"text","text":""}}}}
            {"type":"content-delta","index":1,"delta":{"message":{"content":{"text":"Thr"}}}}
            {"type":"content-delta","index":1,"delta":{"message":{"content":{"text":"ee."}}}}
            {"type":"content-end","index":1}
            {"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":20,"output_tokens":150},"tokens":{"input_tokens":80,"output_tokens":150}}}}
            """),
        GoldenText.Answer(Feature.CachedUsage, Reference, """
            {"id":"c-7","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"Yes."}]},"usage":{"billed_units":{"input_tokens":1300,"output_tokens":5},"tokens":{"input_tokens":1366,"output_tokens":5},"cached_tokens":1280}}
            """),
        GoldenText.Stream(Feature.CachedUsage, Reference, """
            {"type":"message-start","id":"c-8","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}
            {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}
            {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Yes."}}}}
            {"type":"content-end","index":0}
            {"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":1300,"output_tokens":5},"tokens":{"input_tokens":1366,"output_tokens":5},"cached_tokens":1280}}}
            """),
        GoldenText.Error(429, Errors, """
            {"id":"a1b2c3","message":"You are using a Trial key, which is limited to 20 API calls / minute."}
            """),
        GoldenText.Stream(Feature.Errors, Reference, """
            {"type":"message-start","id":"c-9","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}
            {"type":"message-end","delta":{"error":"The generation failed.","finish_reason":"ERROR"}}
            """),
    ]);
}
