using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Bifrost.Tests.Gateway.WireFormats.BedrockConverse;

/// <summary>Wire texts after docs.aws.amazon.com/bedrock: API_runtime_Converse, API_runtime_ConverseStream, userguide/prompt-caching.</summary>
internal static class BedrockGolden
{
    public const string Request = """
        {"system":[{"text":"You are an AI."},{"cachePoint":{"type":"default","ttl":"1h"}}],
        "messages":[
        {"role":"user","content":[{"text":"Hello"}]},
        {"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"Hm.","signature":"c2ln"}}},{"reasoningContent":{"redactedContent":"EmwK"}},{"citationsContent":{"content":[{"text":"Hi"}],"citations":[{"title":"T","sourceContent":[{"text":"g"}],"location":{"documentChar":{"documentIndex":0,"start":1,"end":2}}}]}},{"toolUse":{"toolUseId":"tooluse_1","name":"get_weather","input":{"location":"SF"}}},{"toolUse":{"toolUseId":"tooluse_2","name":"now","input":{}}}]},
        {"role":"user","content":[
        {"toolResult":{"toolUseId":"tooluse_1","content":[{"text":"15 degrees"},{"image":{"format":"jpeg","source":{"bytes":"/9j/4AAQSkZJRg=="}}}]}},
        {"toolResult":{"toolUseId":"tooluse_2","content":[{"text":"no clock"}],"status":"error"}},
        {"text":"And this?"},
        {"image":{"format":"png","source":{"bytes":"iVBORw0KGgo="}}},
        {"document":{"format":"pdf","name":"A","source":{"bytes":"JVBERi0xLjQ="},"context":"a report","citations":{"enabled":true}}},
        {"document":{"format":"md","name":"B","source":{"text":"The grass is green."}}},
        {"audio":{"format":"wav","source":{"bytes":"UklGRg=="}}},
        {"cachePoint":{"type":"default"}}]}],
        "inferenceConfig":{"maxTokens":32000,"topP":0.97,"stopSequences":["END"]},
        "toolConfig":{"tools":[{"toolSpec":{"name":"get_weather","description":"The weather.","inputSchema":{"json":{"type":"object","properties":{"location":{"type":"string"}}}},"strict":true}},{"toolSpec":{"name":"now","inputSchema":{"json":{"type":"object","properties":{}}}}},{"cachePoint":{"type":"default"}}],"toolChoice":{"auto":{}}},
        "additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":16000}},
        "outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"{\"type\":\"object\"}","name":"n","description":"d"}}}},
        "serviceTier":{"type":"flex"},"requestMetadata":{"team":"a b"}}
        """;

    public const string Answer = """
        {"output":{"message":{"role":"assistant","content":[
        {"reasoningContent":{"reasoningText":{"text":"Hm.","signature":"zbbJ=="}}},
        {"reasoningContent":{"redactedContent":"EmwKAhgB"}},
        {"text":"Okay, "},
        {"citationsContent":{"content":[{"text":"it is "},{"text":"green"}],"citations":[{"title":"PDF","sourceContent":[{"text":"Green."}],"location":{"documentPage":{"documentIndex":1,"start":5,"end":6}}}]}},
        {"toolUse":{"toolUseId":"tooluse_kZJMlvQmRJ6eAyJE5GIl7Q","name":"top_song","input":{"sign":"WZPZ"}}},
        {"toolUse":{"toolUseId":"tooluse_2","name":"now","input":{}}}]}},
        "stopReason":"tool_use","usage":{"inputTokens":50,"outputTokens":503,"totalTokens":100801,"cacheReadInputTokens":100000,"cacheWriteInputTokens":248,"cacheDetails":[{"ttl":"5m","inputTokens":148},{"ttl":"1h","inputTokens":100}]},"metrics":{"latencyMs":1275},"serviceTier":{"type":"priority"}}
        """;

    public static IReadOnlyList<byte[]> Stream { get; } =
    [
        Event("messageStart", """{"p":"abcd","role":"assistant"}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"The user\n"}},"p":"ab"}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"EqQB="}}}"""),
        Event("contentBlockStop", """{"contentBlockIndex":0}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"EmwKAhgB"}}}"""),
        Event("contentBlockStop", """{"contentBlockIndex":1}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"text":"Okay \ud83d"}}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"text":"\ude00"}}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"citation":{"title":"T","sourceContent":[{"text":"green"}],"location":{"documentChar":{"documentIndex":0,"start":3,"end":8}}}}}"""),
        Event("contentBlockStop", """{"contentBlockIndex":2}"""),
        Event("contentBlockStart", """{"contentBlockIndex":3,"start":{"toolUse":{"name":"top_song","toolUseId":"tooluse_1"}}}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":3,"delta":{"toolUse":{"input":""}}}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":3,"delta":{"toolUse":{"input":"{\"sign\""}}}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":3,"delta":{"toolUse":{"input":": \"WZPZ\"}"}}}"""),
        Event("contentBlockStop", """{"contentBlockIndex":3}"""),
        Event("contentBlockStart", """{"contentBlockIndex":4,"start":{"toolUse":{"name":"now","toolUseId":"tooluse_2"}}}"""),
        Event("contentBlockStop", """{"contentBlockIndex":4}"""),
        Event("messageStop", """{"stopReason":"tool_use"}"""),
        Event("metadata", """{"metrics":{"latencyMs":1275},"usage":{"inputTokens":47,"outputTokens":20,"totalTokens":2115,"cacheReadInputTokens":1800,"cacheWriteInputTokens":248}}"""),
    ];

    public static byte[] Event(string type, string payload) =>
        Frame(payload, (":event-type", type), (":content-type", "application/json"), (":message-type", "event"));

    /// <summary>Built by hand after smithy.io/2.0/aws/amazon-eventstream.html, so that the codec is not its own witness.</summary>
    public static byte[] Frame(string payload, params (string Name, string Value)[] headers)
    {
        var head = headers.SelectMany(x => (byte[])[(byte)x.Name.Length, .. Encoding.UTF8.GetBytes(x.Name), 7, 0, (byte)x.Value.Length, .. Encoding.UTF8.GetBytes(x.Value)]).ToArray();
        byte[] frame = [.. new byte[12], .. head, .. Encoding.UTF8.GetBytes(payload), .. new byte[4]];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), head.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc32.HashToUInt32(frame.AsSpan(0, 8)));
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Crc32.HashToUInt32(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }
}
