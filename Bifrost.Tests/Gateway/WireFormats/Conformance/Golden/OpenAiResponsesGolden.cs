namespace Bifrost.Tests.Gateway.WireFormats.Conformance.Golden;

/// <summary>OpenAI's Responses, after its reference and its guides.</summary>
internal static class OpenAiResponsesGolden
{
    private const string Reference = "https://platform.openai.com/docs/api-reference/responses/create";
    private const string Streaming = "https://platform.openai.com/docs/api-reference/responses-streaming";
    private const string Functions = "https://platform.openai.com/docs/guides/function-calling?api-mode=responses";
    private const string Structured = "https://platform.openai.com/docs/guides/structured-outputs?api-mode=responses";
    private const string Reasoning = "https://platform.openai.com/docs/guides/reasoning";
    private const string Caching = "https://platform.openai.com/docs/guides/prompt-caching";

    public static GoldenSet Set { get; } = new("openai_responses",
    [
        GoldenText.Request(Feature.Chat, Reference, """
            {"model":"gpt-5.4","instructions":"You are a helpful assistant.","input":[{"role":"user","content":"Hello!"},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hello! How can I assist you today?"}]},{"role":"user","content":[{"type":"input_text","text":"Grüße 😀"}]}],"max_output_tokens":300,"temperature":0.7}
            """),
        GoldenText.Answer(Feature.Chat, Reference, """
            {"id":"resp_67ccd2bed1ec8190b14f964abc054267","object":"response","created_at":1741476542,"status":"completed","error":null,"incomplete_details":null,"instructions":null,"max_output_tokens":null,"model":"gpt-5.4","output":[{"type":"message","id":"msg_67ccd2bf17f0819081ff3bb2cf6508e6","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hello! How can I assist you today?","annotations":[]}]}],"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"service_tier":"default","store":true,"temperature":1.0,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","usage":{"input_tokens":36,"input_tokens_details":{"cached_tokens":0},"output_tokens":87,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":123},"user":null,"metadata":{}}
            """),
        GoldenText.Request(Feature.Parameters, Reference, """
            {"model":"gpt-5.4","input":"Hello!","top_p":0.9,"top_logprobs":2,"include":["message.output_text.logprobs"],"metadata":{"team":"a"},"service_tier":"flex","safety_identifier":"u-1"}
            """),
        GoldenText.Request(Feature.Stream, Streaming, """
            {"model":"gpt-5.4","instructions":"You are a helpful assistant.","input":"Hello!","stream":true}
            """),
        GoldenText.Stream(Feature.Stream, Streaming, """
            {"type":"response.created","sequence_number":0,"response":{"id":"resp_67c9","object":"response","created_at":1741290958,"status":"in_progress","error":null,"incomplete_details":null,"model":"gpt-5.4","output":[],"usage":null}}
            {"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_67c9","object":"response","created_at":1741290958,"status":"in_progress","model":"gpt-5.4","output":[],"usage":null}}
            {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_67c9","type":"message","status":"in_progress","role":"assistant","content":[]}}
            {"type":"response.content_part.added","sequence_number":3,"item_id":"msg_67c9","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}
            {"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_67c9","output_index":0,"content_index":0,"delta":"Grüße \ud83d"}
            {"type":"response.output_text.delta","sequence_number":5,"item_id":"msg_67c9","output_index":0,"content_index":0,"delta":"\ude00!"}
            {"type":"response.output_text.done","sequence_number":6,"item_id":"msg_67c9","output_index":0,"content_index":0,"text":"Grüße 😀!"}
            {"type":"response.content_part.done","sequence_number":7,"item_id":"msg_67c9","output_index":0,"content_index":0,"part":{"type":"output_text","text":"Grüße 😀!","annotations":[]}}
            {"type":"response.output_item.done","sequence_number":8,"output_index":0,"item":{"id":"msg_67c9","type":"message","status":"incomplete","role":"assistant","content":[{"type":"output_text","text":"Grüße 😀!","annotations":[]}]}}
            {"type":"response.incomplete","sequence_number":9,"response":{"id":"resp_67c9","object":"response","created_at":1741290958,"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"model":"gpt-5.4","output":[],"usage":{"input_tokens":37,"output_tokens":11,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":48}}}
            """),
        GoldenText.Request(Feature.Tools, Functions, """
            {"model":"gpt-5.4","input":[{"role":"user","content":"What is the weather like in Paris today?"},{"type":"function_call","id":"fc_12345xyz","call_id":"call_12345xyz","name":"get_weather","arguments":"{\"location\":\"Paris, France\"}"},{"type":"function_call_output","call_id":"call_12345xyz","output":"14 degrees"}],"tools":[{"type":"function","name":"get_weather","description":"Get current temperature for a given location.","parameters":{"type":"object","properties":{"location":{"type":"string","description":"City and country e.g. Bogotá, Colombia"}},"required":["location"],"additionalProperties":false},"strict":true}],"tool_choice":{"type":"function","name":"get_weather"}}
            """),
        GoldenText.Answer(Feature.Tools, Functions, """
            {"id":"resp_2","object":"response","created_at":1741476777,"status":"completed","model":"gpt-5.4","output":[{"type":"function_call","id":"fc_12345xyz","call_id":"call_12345xyz","name":"get_weather","arguments":"{\"location\":\"Paris, France\"}","status":"completed"}],"usage":{"input_tokens":291,"output_tokens":23,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":314}}
            """),
        GoldenText.Request(Feature.ParallelTools, Functions, """
            {"model":"gpt-5.4","input":[{"role":"user","content":"Weather and time in Paris?"},{"role":"assistant","content":"I look."},{"type":"function_call","call_id":"call_1","name":"get_weather","arguments":"{\"location\":\"Paris\"}"},{"type":"function_call","call_id":"call_2","name":"get_time","arguments":"{}"},{"type":"function_call_output","call_id":"call_1","output":"14 degrees"},{"type":"function_call_output","call_id":"call_2","output":"noon"}],"tools":[{"type":"function","name":"get_weather","parameters":{"type":"object","properties":{"location":{"type":"string"}},"required":["location"]}},{"type":"function","name":"get_time","parameters":null}],"tool_choice":"required","parallel_tool_calls":false}
            """),
        GoldenText.Answer(Feature.ParallelTools, Functions, """
            {"id":"resp_3","object":"response","created_at":1,"status":"completed","model":"gpt-5.4","output":[{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"I look.","annotations":[]}]},{"type":"function_call","id":"fc_1","call_id":"call_1","name":"get_weather","arguments":"{\"location\":\"Paris\"}","status":"completed"},{"type":"function_call","id":"fc_2","call_id":"call_2","name":"get_time","arguments":"{}","status":"completed"}],"usage":{"input_tokens":291,"output_tokens":46,"total_tokens":337}}
            """),
        GoldenText.Stream(Feature.StreamedTools, Functions, """
            {"type":"response.created","sequence_number":0,"response":{"id":"resp_4","object":"response","created_at":1,"status":"in_progress","model":"gpt-5.4","output":[]}}
            {"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"get_weather","arguments":""}}
            {"type":"response.function_call_arguments.delta","sequence_number":2,"item_id":"fc_1","output_index":0,"delta":"{\"location\":"}
            {"type":"response.function_call_arguments.delta","sequence_number":3,"item_id":"fc_1","output_index":0,"delta":"\"Paris\"}"}
            {"type":"response.function_call_arguments.done","sequence_number":4,"item_id":"fc_1","output_index":0,"arguments":"{\"location\":\"Paris\"}"}
            {"type":"response.output_item.done","sequence_number":5,"output_index":0,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"get_weather","arguments":"{\"location\":\"Paris\"}","status":"completed"}}
            {"type":"response.output_item.added","sequence_number":6,"output_index":1,"item":{"type":"function_call","id":"fc_2","call_id":"call_2","name":"get_time","arguments":""}}
            {"type":"response.function_call_arguments.delta","sequence_number":7,"item_id":"fc_2","output_index":1,"delta":"{}"}
            {"type":"response.function_call_arguments.done","sequence_number":8,"item_id":"fc_2","output_index":1,"arguments":"{}"}
            {"type":"response.output_item.done","sequence_number":9,"output_index":1,"item":{"type":"function_call","id":"fc_2","call_id":"call_2","name":"get_time","arguments":"{}","status":"completed"}}
            {"type":"response.completed","sequence_number":10,"response":{"id":"resp_4","object":"response","created_at":1,"status":"completed","model":"gpt-5.4","output":[],"usage":{"input_tokens":291,"output_tokens":46,"total_tokens":337}}}
            """),
        GoldenText.Request(Feature.StructuredOutput, Structured, """
            {"model":"gpt-5.4","input":"Solve 8x + 7 = -23","text":{"format":{"type":"json_schema","name":"math_response","description":"A solution.","strict":true,"schema":{"type":"object","properties":{"final_answer":{"type":"string"}},"required":["final_answer"],"additionalProperties":false}}}}
            """),
        GoldenText.Answer(Feature.Refusals, Structured, """
            {"id":"resp_5","object":"response","created_at":1,"status":"completed","model":"gpt-5.4","output":[{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"refusal","refusal":"I'm sorry, I cannot assist with that request."}]}],"usage":{"input_tokens":81,"output_tokens":11,"total_tokens":92}}
            """),
        GoldenText.Request(Feature.Images, "https://platform.openai.com/docs/guides/images-vision?api-mode=responses", """
            {"model":"gpt-5.4","input":[{"role":"user","content":[{"type":"input_text","text":"What is in this image?"},{"type":"input_image","image_url":"https://example.com/boardwalk.png","detail":"low"},{"type":"input_image","image_url":"data:image/jpeg;base64,/9j/4AAQSkZJRg=="}]}]}
            """),
        GoldenText.Request(Feature.ToolResultImages, Functions, """
            {"model":"gpt-5.4","input":[{"role":"user","content":"Take a picture."},{"type":"function_call","call_id":"call_1","name":"shoot","arguments":"{}"},{"type":"function_call_output","call_id":"call_1","output":[{"type":"input_text","text":"Done."},{"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgo="}]}],"tools":[{"type":"function","name":"shoot","parameters":{"type":"object","properties":{}}}]}
            """),
        GoldenText.Request(Feature.Thinking, Reasoning, """
            {"model":"gpt-5.4","store":false,"include":["reasoning.encrypted_content"],"input":[{"role":"user","content":"9.11 and 9.8, which is greater?"},{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Compare the decimals."}],"encrypted_content":"gAAAAABoISQ24OyVRYbk"},{"role":"assistant","content":"9.8 is greater."},{"role":"user","content":"Why?"}],"reasoning":{"effort":"medium","summary":"detailed"}}
            """),
        GoldenText.Answer(Feature.Thinking, Reasoning, """
            {"id":"resp_6","object":"response","created_at":1,"status":"completed","model":"gpt-5.4","output":[{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"Compare the decimals."}],"encrypted_content":"gAAAAABoISQ24OyVRYbk"},{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"9.8 is greater.","annotations":[]}]}],"usage":{"input_tokens":75,"input_tokens_details":{"cached_tokens":0},"output_tokens":1186,"output_tokens_details":{"reasoning_tokens":1024},"total_tokens":1261}}
            """),
        GoldenText.Stream(Feature.Thinking, Streaming, """
            {"type":"response.created","sequence_number":0,"response":{"id":"resp_7","object":"response","created_at":1,"status":"in_progress","model":"gpt-5.4","output":[]}}
            {"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[]}}
            {"type":"response.reasoning_summary_part.added","sequence_number":2,"item_id":"rs_1","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}
            {"type":"response.reasoning_summary_text.delta","sequence_number":3,"item_id":"rs_1","output_index":0,"summary_index":0,"delta":"Compare "}
            {"type":"response.reasoning_summary_text.delta","sequence_number":4,"item_id":"rs_1","output_index":0,"summary_index":0,"delta":"the decimals."}
            {"type":"response.reasoning_summary_text.done","sequence_number":5,"item_id":"rs_1","output_index":0,"summary_index":0,"text":"Compare the decimals."}
            {"type":"response.reasoning_summary_part.done","sequence_number":6,"item_id":"rs_1","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":"Compare the decimals."}}
            {"type":"response.output_item.done","sequence_number":7,"output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"Compare the decimals."}],"encrypted_content":"gAAAAABoISQ24OyVRYbk"}}
            {"type":"response.output_item.added","sequence_number":8,"output_index":1,"item":{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","content":[]}}
            {"type":"response.content_part.added","sequence_number":9,"item_id":"msg_1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}
            {"type":"response.output_text.delta","sequence_number":10,"item_id":"msg_1","output_index":1,"content_index":0,"delta":"9.8 is "}
            {"type":"response.output_text.delta","sequence_number":11,"item_id":"msg_1","output_index":1,"content_index":0,"delta":"greater."}
            {"type":"response.output_text.done","sequence_number":12,"item_id":"msg_1","output_index":1,"content_index":0,"text":"9.8 is greater."}
            {"type":"response.output_item.done","sequence_number":13,"output_index":1,"item":{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"9.8 is greater.","annotations":[]}]}}
            {"type":"response.completed","sequence_number":14,"response":{"id":"resp_7","object":"response","created_at":1,"status":"completed","model":"gpt-5.4","output":[],"usage":{"input_tokens":75,"output_tokens":1186,"output_tokens_details":{"reasoning_tokens":1024},"total_tokens":1261}}}
            """),
        GoldenText.Answer(Feature.CachedUsage, Caching, """
            {"id":"resp_8","object":"response","created_at":1,"status":"completed","model":"gpt-5.4","output":[{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Yes.","annotations":[]}]}],"usage":{"input_tokens":2006,"input_tokens_details":{"cached_tokens":1920},"output_tokens":300,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":2306}}
            """),
        GoldenText.Stream(Feature.CachedUsage, Caching, """
            {"type":"response.created","sequence_number":0,"response":{"id":"resp_9","object":"response","created_at":1,"status":"in_progress","model":"gpt-5.4","output":[]}}
            {"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","content":[]}}
            {"type":"response.content_part.added","sequence_number":2,"item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}
            {"type":"response.output_text.delta","sequence_number":3,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"Yes."}
            {"type":"response.output_text.done","sequence_number":4,"item_id":"msg_1","output_index":0,"content_index":0,"text":"Yes."}
            {"type":"response.output_item.done","sequence_number":5,"output_index":0,"item":{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Yes.","annotations":[]}]}}
            {"type":"response.completed","sequence_number":6,"response":{"id":"resp_9","object":"response","created_at":1,"status":"completed","model":"gpt-5.4","output":[],"usage":{"input_tokens":2006,"input_tokens_details":{"cached_tokens":1920},"output_tokens":300,"total_tokens":2306}}}
            """),
        GoldenText.Error(429, "https://platform.openai.com/docs/guides/error-codes/api-errors", """
            {"error":{"message":"Rate limit reached for requests.","type":"requests","param":null,"code":"rate_limit_exceeded"}}
            """),
        GoldenText.Stream(Feature.Errors, Streaming, """
            {"type":"response.created","sequence_number":0,"response":{"id":"resp_10","object":"response","created_at":1,"status":"in_progress","model":"gpt-5.4","output":[]}}
            {"type":"response.failed","sequence_number":1,"response":{"id":"resp_10","object":"response","created_at":1,"status":"failed","error":{"code":"server_error","message":"The model failed to generate a response."},"incomplete_details":null,"model":"gpt-5.4","output":[],"usage":null}}
            """),
    ]);
}
