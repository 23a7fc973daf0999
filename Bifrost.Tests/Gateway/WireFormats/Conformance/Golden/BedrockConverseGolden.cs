namespace Bifrost.Tests.Gateway.WireFormats.Conformance.Golden;

/// <summary>Amazon Bedrock's Converse, after its reference and its user guide; streams are event types with their payloads.</summary>
internal static class BedrockConverseGolden
{
    private const string Reference = "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html";
    private const string Streaming = "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html";
    private const string Tools = "https://docs.aws.amazon.com/bedrock/latest/userguide/tool-use-inference-call.html";
    private const string Structured = "https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html";
    private const string Thinking = "https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html";
    private const string Caching = "https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html";

    public static GoldenSet Set { get; } = new("bedrock_converse",
    [
        GoldenText.Request(Feature.Chat, Reference, """
            {"system":[{"text":"You are a helpful assistant."}],"messages":[{"role":"user","content":[{"text":"Hello!"}]},{"role":"assistant","content":[{"text":"Hello! How can I assist you today?"}]},{"role":"user","content":[{"text":"Grüße 😀"}]}],"inferenceConfig":{"maxTokens":300,"temperature":0.7}}
            """),
        GoldenText.Answer(Feature.Chat, Reference, """
            {"metrics":{"latencyMs":1275},"output":{"message":{"content":[{"text":"Here's a list of 3 pop songs."}],"role":"assistant"}},"stopReason":"end_turn","usage":{"inputTokens":125,"outputTokens":60,"totalTokens":185}}
            """),
        GoldenText.Request(Feature.Parameters, Reference, """
            {"messages":[{"role":"user","content":[{"text":"Hello!"}]}],"inferenceConfig":{"maxTokens":300,"topP":0.9,"stopSequences":["END"]},"additionalModelRequestFields":{"top_k":5},"requestMetadata":{"team":"a"},"serviceTier":{"type":"flex"}}
            """),
        GoldenText.Answer(Feature.Parameters, Reference, """
            {"output":{"message":{"role":"assistant","content":[{"text":"Hi!"}]}},"stopReason":"stop_sequence","usage":{"inputTokens":20,"outputTokens":5,"totalTokens":25},"metrics":{"latencyMs":100}}
            """),
        GoldenText.Request(Feature.Stream, Streaming, """
            {"messages":[{"role":"user","content":[{"text":"Hello!"}]}],"inferenceConfig":{"maxTokens":300}}
            """),
        GoldenText.Stream(Feature.Stream, Streaming, """
            messageStart {"role":"assistant","p":"abcd"}
            contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"Grüße \ud83d"},"p":"ab"}
            contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"\ude00!"},"p":"abc"}
            contentBlockStop {"contentBlockIndex":0}
            messageStop {"stopReason":"max_tokens"}
            metadata {"metrics":{"latencyMs":551},"usage":{"inputTokens":47,"outputTokens":20,"totalTokens":67}}
            """),
        GoldenText.Request(Feature.Tools, Tools, """
            {"messages":[{"role":"user","content":[{"text":"What is the most popular song on WZPZ?"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"tooluse_kZJMlvQmRJ6eAyJE5GIl7Q","name":"top_song","input":{"sign":"WZPZ"}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"tooluse_kZJMlvQmRJ6eAyJE5GIl7Q","content":[{"text":"Station WZPA not found."}],"status":"error"}}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"top_song","description":"Get the most popular song played on a radio station.","inputSchema":{"json":{"type":"object","properties":{"sign":{"type":"string","description":"The call sign for the radio station."}},"required":["sign"]}}}}],"toolChoice":{"tool":{"name":"top_song"}}}}
            """),
        GoldenText.Answer(Feature.Tools, Tools, """
            {"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"tooluse_kZJMlvQmRJ6eAyJE5GIl7Q","name":"top_song","input":{"sign":"WZPZ"}}}]}},"stopReason":"tool_use","usage":{"inputTokens":400,"outputTokens":60,"totalTokens":460},"metrics":{"latencyMs":1000}}
            """),
        GoldenText.Request(Feature.ParallelTools, Tools, """
            {"messages":[{"role":"user","content":[{"text":"Song and time?"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"tooluse_1","name":"top_song","input":{"sign":"WZPZ"}}},{"toolUse":{"toolUseId":"tooluse_2","name":"get_time","input":{}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"tooluse_1","content":[{"text":"Elemental Hotel"}]}},{"toolResult":{"toolUseId":"tooluse_2","content":[{"text":"noon"}]}}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"top_song","inputSchema":{"json":{"type":"object","properties":{"sign":{"type":"string"}},"required":["sign"]}}}},{"toolSpec":{"name":"get_time","inputSchema":{"json":{"type":"object","properties":{}}}}}],"toolChoice":{"any":{}}}}
            """),
        GoldenText.Answer(Feature.ParallelTools, Tools, """
            {"output":{"message":{"role":"assistant","content":[{"text":"I look."},{"toolUse":{"toolUseId":"tooluse_1","name":"top_song","input":{"sign":"WZPZ"}}},{"toolUse":{"toolUseId":"tooluse_2","name":"get_time","input":{}}}]}},"stopReason":"tool_use","usage":{"inputTokens":400,"outputTokens":60,"totalTokens":460},"metrics":{"latencyMs":1000}}
            """),
        GoldenText.Stream(Feature.StreamedTools, Streaming, """
            messageStart {"role":"assistant"}
            contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"I "}}
            contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"look."}}
            contentBlockStop {"contentBlockIndex":0}
            contentBlockStart {"contentBlockIndex":1,"start":{"toolUse":{"name":"top_song","toolUseId":"tooluse_1"}}}
            contentBlockDelta {"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\"sign\""}}}
            contentBlockDelta {"contentBlockIndex":1,"delta":{"toolUse":{"input":":\"WZPZ\"}"}}}
            contentBlockStop {"contentBlockIndex":1}
            contentBlockStart {"contentBlockIndex":2,"start":{"toolUse":{"name":"get_time","toolUseId":"tooluse_2"}}}
            contentBlockDelta {"contentBlockIndex":2,"delta":{"toolUse":{"input":"{}"}}}
            contentBlockStop {"contentBlockIndex":2}
            messageStop {"stopReason":"tool_use"}
            metadata {"metrics":{"latencyMs":551},"usage":{"inputTokens":400,"outputTokens":60,"totalTokens":460}}
            """),
        GoldenText.Request(Feature.StructuredOutput, Structured, """
            {"messages":[{"role":"user","content":[{"text":"Extract the name."}]}],"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}},\"required\":[\"name\"],\"additionalProperties\":false}","name":"person","description":"A person."}}}}}
            """),
        GoldenText.Answer(Feature.Refusals, Reference, """
            {"output":{"message":{"role":"assistant","content":[{"text":"{\"name\":\"John\"}"}]}},"stopReason":"guardrail_intervened","usage":{"inputTokens":40,"outputTokens":6,"totalTokens":46},"metrics":{"latencyMs":100}}
            """),
        GoldenText.Request(Feature.Images, Reference, """
            {"messages":[{"role":"user","content":[{"text":"What is in this image?"},{"image":{"format":"jpeg","source":{"bytes":"/9j/4AAQSkZJRg=="}}}]}]}
            """),
        GoldenText.Request(Feature.ToolResultImages, Tools, """
            {"messages":[{"role":"user","content":[{"text":"Take a picture."}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"tooluse_1","name":"shoot","input":{}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"tooluse_1","content":[{"text":"Done."},{"image":{"format":"png","source":{"bytes":"iVBORw0KGgo="}}}]}}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"shoot","inputSchema":{"json":{"type":"object","properties":{}}}}}]}}
            """),
        GoldenText.Request(Feature.Thinking, Thinking, """
            {"messages":[{"role":"user","content":[{"text":"Are there infinitely many primes?"}]},{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"Let me think.","signature":"WaUjzkypQ2mUEVM36O2T"}}},{"reasoningContent":{"redactedContent":"EmwKAhgBEgy3va3pzix="}},{"text":"Yes."}]},{"role":"user","content":[{"text":"Why?"}]}],"inferenceConfig":{"maxTokens":16000},"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":10000}}}
            """),
        GoldenText.Answer(Feature.Thinking, Thinking, """
            {"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"Let me think.","signature":"WaUjzkypQ2mUEVM36O2T"}}},{"reasoningContent":{"redactedContent":"EmwKAhgBEgy3va3pzix="}},{"text":"Yes."}]}},"stopReason":"end_turn","usage":{"inputTokens":40,"outputTokens":60,"totalTokens":100},"metrics":{"latencyMs":100}}
            """),
        GoldenText.Stream(Feature.Thinking, Streaming, """
            messageStart {"role":"assistant"}
            contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Let me "}}}
            contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"think."}}}
            contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"WaUjzkypQ2mUEVM36O2T"}}}
            contentBlockStop {"contentBlockIndex":0}
            contentBlockDelta {"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"EmwKAhgBEgy3va3pzix="}}}
            contentBlockStop {"contentBlockIndex":1}
            contentBlockDelta {"contentBlockIndex":2,"delta":{"text":"Ye"}}
            contentBlockDelta {"contentBlockIndex":2,"delta":{"text":"s."}}
            contentBlockStop {"contentBlockIndex":2}
            messageStop {"stopReason":"end_turn"}
            metadata {"metrics":{"latencyMs":551},"usage":{"inputTokens":40,"outputTokens":60,"totalTokens":100}}
            """),
        GoldenText.Request(Feature.CachedUsage, Caching, """
            {"system":[{"text":"A long text."},{"cachePoint":{"type":"default"}}],"messages":[{"role":"user","content":[{"text":"Summarize it."},{"cachePoint":{"type":"default","ttl":"1h"}}]}]}
            """),
        GoldenText.Answer(Feature.CachedUsage, Caching, """
            {"output":{"message":{"role":"assistant","content":[{"text":"Yes."}]}},"stopReason":"end_turn","usage":{"inputTokens":50,"outputTokens":503,"totalTokens":100801,"cacheReadInputTokens":100000,"cacheWriteInputTokens":248,"cacheDetails":[{"ttl":"5m","inputTokens":148},{"ttl":"1h","inputTokens":100}]},"metrics":{"latencyMs":1275}}
            """),
        GoldenText.Stream(Feature.CachedUsage, Caching, """
            messageStart {"role":"assistant"}
            contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"Yes."}}
            contentBlockStop {"contentBlockIndex":0}
            messageStop {"stopReason":"end_turn"}
            metadata {"metrics":{"latencyMs":551},"usage":{"inputTokens":50,"outputTokens":503,"totalTokens":100801,"cacheReadInputTokens":100000,"cacheWriteInputTokens":248}}
            """),
        GoldenText.Error(429, Reference, """
            {"message":"Too many requests, please wait before trying again.","__type":"ThrottlingException"}
            """),
        GoldenText.Stream(Feature.Errors, Streaming, """
            messageStart {"role":"assistant"}
            !modelStreamErrorException {"message":"The model failed while it streamed.","originalStatusCode":500}
            """),
    ]);
}
