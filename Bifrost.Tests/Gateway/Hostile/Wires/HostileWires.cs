using Bifrost.Tests.Gateway.Dialects;

namespace Bifrost.Tests.Gateway.Hostile.Wires;

/// <summary>Every provider's wire, its payloads after the vendors' documentation: see the golden texts of the conformance tests.</summary>
internal static class HostileWires
{
    private const string Chunk = "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"model-x\",\"choices\":";
    private const string Item = "\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\"";
    private const string Response = "\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"model\":\"o3-pro\"";
    private const string Line = "{\"model\":\"model-x\",\"created_at\":\"2025-10-17T23:14:07.414671Z\",\"message\":{\"role\":\"assistant\",\"content\":";

    public static IReadOnlyList<HostileWire> All { get; } =
    [
        new(Wire("openai_chat"))
        {
            Begin = [Chunk + """[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}"""],
            Text = Chunk + """[{"index":0,"delta":{"content":"TEXT"},"finish_reason":null}]}""",
            End = [Chunk + """[{"index":0,"delta":{},"finish_reason":"stop"}]}""", Chunk + "[]USAGE}", "[DONE]"],
            Usage = ""","usage":{"prompt_tokens":IN,"completion_tokens":OUT,"total_tokens":6}""",
            Failure = """{"error":{"message":"WORDS","type":"server_error","param":null,"code":null}}""",
            OpenCall = [Chunk + """[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"f","arguments":"{\"a\":"}}]},"finish_reason":null}]}"""],
            Far =
            [
                """{"id":"other","object":"chat.completion.chunk","created":9,"model":"other","choices":[{"index":1000000,"delta":{"content":"far"},"finish_reason":null}]}""",
                Chunk + """[{"index":0,"delta":{"tool_calls":[{"index":1000000,"id":"t9","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":null}]}""",
            ],
            Whole = """{"id":"c","object":"chat.completion","created":1,"model":"model-x","choices":[{"index":0,"message":{"role":"assistant","content":"TEXT"},"finish_reason":"stop"}]USAGE}""",
            Error = """{"error":{"message":"WORDS","type":"invalid_request_error","param":null,"code":null}}""",
        },
        new(Wire("openai_responses"))
        {
            Begin =
            [
                $$$$"""{"type":"response.created","sequence_number":0,{{{{Response}}}},"status":"in_progress","output":[]}}""",
                $$$$"""{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{{{{{Item}}}},"status":"in_progress","content":[]}}""",
                """{"type":"response.content_part.added","sequence_number":2,"item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}""",
            ],
            Text = """{"type":"response.output_text.delta","sequence_number":3,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"TEXT"}""",
            End =
            [
                $$$$"""{"type":"response.output_item.done","sequence_number":4,"output_index":0,"item":{{{{{Item}}}},"status":"completed","content":[]}}""",
                $$$$"""{"type":"response.completed","sequence_number":5,{{{{Response}}}},"status":"completed","output":[]USAGE}}""",
            ],
            Usage = ""","usage":{"input_tokens":IN,"output_tokens":OUT,"total_tokens":6}""",
            Failure = """{"type":"error","sequence_number":6,"code":"server_error","message":"WORDS","param":null}""",
            OpenCall =
            [
                """{"type":"response.output_item.added","sequence_number":4,"output_index":1,"item":{"type":"function_call","id":"fc_1","call_id":"t1","name":"f","arguments":""}}""",
                """{"type":"response.function_call_arguments.delta","sequence_number":5,"item_id":"fc_1","output_index":1,"delta":"{\"a\":"}""",
            ],
            Far =
            [
                """{"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_other","output_index":1000000,"content_index":1000000,"delta":"far"}""",
                """{"type":"response.output_item.added","sequence_number":5,"output_index":1000000,"item":{"type":"function_call","id":"fc_9","call_id":"t9","name":"f","arguments":""}}""",
            ],
            Whole = $$$$"""{"id":"resp_1","object":"response","created_at":1,"status":"completed","model":"o3-pro","output":[{{{{{Item}}}},"status":"completed","content":[{"type":"output_text","text":"TEXT","annotations":[]}]}]USAGE}""",
            Error = """{"error":{"message":"WORDS","type":"invalid_request_error","param":null,"code":null}}""",
        },
        new(Wire("anthropic_messages"))
        {
            Begin =
            [
                """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"model-x","content":[],"stop_reason":null,"stop_sequence":null}}""",
                """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            ],
            Text = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"TEXT"}}""",
            End = ["""{"type":"content_block_stop","index":0}""", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null}USAGE}""", """{"type":"message_stop"}"""],
            Usage = ""","usage":{"input_tokens":IN,"output_tokens":OUT}""",
            Failure = """{"type":"error","error":{"type":"overloaded_error","message":"WORDS"}}""",
            OpenCall =
            [
                """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t1","name":"f","input":{}}}""",
                """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"a\":"}}""",
            ],
            Far = ["""{"type":"content_block_start","index":1000000,"content_block":{"type":"text","text":"far"}}""", """{"type":"content_block_stop","index":1000000}"""],
            Whole = """{"id":"msg_1","type":"message","role":"assistant","model":"model-x","content":[{"type":"text","text":"TEXT"}],"stop_reason":"end_turn","stop_sequence":nullUSAGE}""",
            Error = """{"type":"error","error":{"type":"invalid_request_error","message":"WORDS"}}""",
        },
        new(Wire("gemini"))
        {
            Begin = [],
            Text = """{"candidates":[{"content":{"parts":[{"text":"TEXT"}],"role":"model"},"index":0}],"modelVersion":"model-x","responseId":"r1"}""",
            End = ["""{"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}]USAGE,"modelVersion":"model-x","responseId":"r1"}"""],
            Usage = ""","usageMetadata":{"promptTokenCount":IN,"candidatesTokenCount":OUT,"totalTokenCount":6}""",
            Failure = """{"error":{"code":503,"message":"WORDS","status":"UNAVAILABLE"}}""",
            OpenCall = null,
            Far = ["""{"candidates":[{"content":{"parts":[{"text":"far"}],"role":"model"},"index":1000000}],"modelVersion":"other","responseId":"r9"}"""],
            Whole = """{"candidates":[{"content":{"parts":[{"text":"TEXT"}],"role":"model"},"finishReason":"STOP","index":0}]USAGE,"modelVersion":"model-x","responseId":"r1"}""",
            Error = """{"error":{"code":400,"message":"WORDS","status":"INVALID_ARGUMENT"}}""",
        },
        new(Wire("bedrock_converse"))
        {
            Begin = ["""messageStart {"role":"assistant"}"""],
            Text = """contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"TEXT"}}""",
            End = ["""contentBlockStop {"contentBlockIndex":0}""", """messageStop {"stopReason":"end_turn"}""", """metadata {"metrics":{"latencyMs":1}USAGE}"""],
            Usage = ""","usage":{"inputTokens":IN,"outputTokens":OUT,"totalTokens":6}""",
            Failure = """!modelStreamErrorException {"message":"WORDS"}""",
            OpenCall = ["""contentBlockStart {"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t1","name":"f"}}}""", """contentBlockDelta {"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\"a\":"}}}"""],
            Far = ["""contentBlockDelta {"contentBlockIndex":1000000,"delta":{"text":"far"}}"""],
            Whole = """{"output":{"message":{"role":"assistant","content":[{"text":"TEXT"}]}},"stopReason":"end_turn","metrics":{"latencyMs":1}USAGE}""",
            Error = """{"message":"WORDS"}""",
        },
        new(Wire("cohere_chat"))
        {
            Begin =
            [
                """{"type":"message-start","id":"m1","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}""",
                """{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}""",
            ],
            Text = """{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"TEXT"}}}}""",
            End = ["""{"type":"content-end","index":0}""", """{"type":"message-end","delta":{"finish_reason":"COMPLETE"USAGE}}"""],
            Usage = ""","usage":{"billed_units":{"input_tokens":IN,"output_tokens":OUT},"tokens":{"input_tokens":IN,"output_tokens":OUT}}""",
            Failure = """{"type":"message-end","delta":{"finish_reason":"ERROR","error":"WORDS"}}""",
            OpenCall = ["""{"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"t1","type":"function","function":{"name":"f","arguments":"{\"a\":"}}}}}"""],
            Far = ["""{"type":"content-start","index":1000000,"delta":{"message":{"content":{"type":"text","text":"far"}}}}""", """{"type":"content-end","index":1000000}"""],
            Whole = """{"id":"m1","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"TEXT"}]}USAGE}""",
            Error = """{"id":"e1","message":"WORDS"}""",
        },
        new(Wire("ollama_chat"))
        {
            Begin = [],
            Text = Line + "\"TEXT\"},\"done\":false}",
            End = [Line + "\"\"},\"done\":true,\"done_reason\":\"stop\"USAGE}"],
            Usage = ""","prompt_eval_count":IN,"eval_count":OUT""",
            Failure = """{"error":"WORDS"}""",
            OpenCall = null,
            Far = [Line + "\"far\",\"tool_calls\":[{\"function\":{\"index\":1000000,\"name\":\"f\",\"arguments\":{}}}]},\"done\":false}"],
            Whole = Line + "\"TEXT\"},\"done\":true,\"done_reason\":\"stop\"USAGE}",
            Error = """{"error":"WORDS"}""",
        },
    ];

    public static HostileWire Of(string name) => All.Single(x => x.Name == name);

    private static DialectWire Wire(string name) => DialectWire.All.Single(x => x.Name == name);
}
