using System.Text;
using Bifrost.Tests.Gateway.WireFormats.BedrockConverse;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>
/// The same answer of each dialect whose streams number their parts: words, two calls of tools whose pieces come in turns, and words
/// between these.
/// </summary>
internal static class InterleavedStreams
{
    public const string Words = "Let me see. Now.";

    /// <summary>Id, name and arguments, in the order in which the calls begin.</summary>
    public static readonly string[] Calls = ["id_a alpha {\"a\":\"1 2 3\"}", "id_b beta {\"b\":{\"x\":[4,5]}}"];

    public static IReadOnlyList<byte[]> Of(string format) => format switch
    {
        "openai_chat" => Chat(),
        "openai_responses" => Responses(),
        "anthropic_messages" => Anthropic(),
        "bedrock_converse" => Bedrock(),
        _ => Cohere(),
    };

    public static byte[] Event(string data) => Encoding.UTF8.GetBytes($"data: {data}\n\n");

    private static byte[][] Chat()
    {
        return [Delta("\"content\":\"Let me see.\""), Begin(0, "a", "alpha"), Piece(0, "{\\\"a\\\":"), Begin(1, "b", "beta"), Piece(1, "{\\\"b\\\":{\\\"x\\\""), Piece(0, "\\\"1 2"),
            Delta("\"content\":\" Now.\""), Piece(1, ":[4,5]}"), Piece(0, " 3\\\"}"), Piece(1, "}"),
            Event("{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}"), Event("[DONE]")];

        static byte[] Delta(string fields) => Event($"{{\"id\":\"c\",\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{{{fields}}}}}]}}");
        static byte[] Begin(int index, string id, string name) => Delta($"\"tool_calls\":[{{\"index\":{index},\"id\":\"id_{id}\",\"type\":\"function\",\"function\":{{\"name\":\"{name}\",\"arguments\":\"\"}}}}]");
        static byte[] Piece(int index, string text) => Delta($"\"tool_calls\":[{{\"index\":{index},\"function\":{{\"arguments\":\"{text}\"}}}}]");
    }

    private static byte[][] Responses()
    {
        return [Event("{\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"model\":\"m\",\"status\":\"in_progress\",\"output\":[]}}"),
            Message(0, "added"), Text(0, "Let me see."), Event("{\"type\":\"response.content_part.done\",\"output_index\":0,\"content_index\":0}"), Message(0, "done"),
            Item(1, "added", "a", "alpha", ""), Piece(1, "{\\\"a\\\":"), Item(2, "added", "b", "beta", ""), Piece(2, "{\\\"b\\\":{\\\"x\\\""), Piece(1, "\\\"1 2"),
            Message(3, "added"), Text(3, " Now."), Piece(2, ":[4,5]}"), Event("{\"type\":\"response.content_part.done\",\"output_index\":3,\"content_index\":0}"), Message(3, "done"),
            Piece(1, " 3\\\"}"), Item(1, "done", "a", "alpha", "{\\\"a\\\":\\\"1 2 3\\\"}"), Piece(2, "}"), Item(2, "done", "b", "beta", "{\\\"b\\\":{\\\"x\\\":[4,5]}}"),
            Event("{\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"model\":\"m\",\"status\":\"completed\",\"output\":[]}}")];

        static byte[] Message(int index, string what) => Event($"{{\"type\":\"response.output_item.{what}\",\"output_index\":{index},\"item\":{{\"id\":\"m{index}\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[]}}}}");
        static byte[] Text(int index, string text) => Event($"{{\"type\":\"response.output_text.delta\",\"output_index\":{index},\"content_index\":0,\"delta\":\"{text}\"}}");
        static byte[] Item(int index, string what, string id, string name, string arguments) => Event($"{{\"type\":\"response.output_item.{what}\",\"output_index\":{index},\"item\":{{\"id\":\"fc_{id}\",\"type\":\"function_call\",\"call_id\":\"id_{id}\",\"name\":\"{name}\",\"arguments\":\"{arguments}\"}}}}");
        static byte[] Piece(int index, string text) => Event($"{{\"type\":\"response.function_call_arguments.delta\",\"output_index\":{index},\"delta\":\"{text}\"}}");
    }

    private static byte[][] Anthropic()
    {
        return [Event("{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"m\",\"role\":\"assistant\",\"content\":[],\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}"),
            Words(0), Text(0, "Let me see."), Stop(0), Begin(1, "a", "alpha"), Piece(1, "{\\\"a\\\":"), Begin(2, "b", "beta"), Piece(2, "{\\\"b\\\":{\\\"x\\\""), Piece(1, "\\\"1 2"),
            Words(3), Text(3, " Now."), Piece(2, ":[4,5]}"), Stop(3), Piece(1, " 3\\\"}"), Piece(2, "}"), Stop(2), Stop(1),
            Event("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":9}}"), Event("{\"type\":\"message_stop\"}")];

        static byte[] Words(int index) => Event($"{{\"type\":\"content_block_start\",\"index\":{index},\"content_block\":{{\"type\":\"text\",\"text\":\"\"}}}}");
        static byte[] Begin(int index, string id, string name) => Event($"{{\"type\":\"content_block_start\",\"index\":{index},\"content_block\":{{\"type\":\"tool_use\",\"id\":\"id_{id}\",\"name\":\"{name}\",\"input\":{{}}}}}}");
        static byte[] Text(int index, string text) => Event($"{{\"type\":\"content_block_delta\",\"index\":{index},\"delta\":{{\"type\":\"text_delta\",\"text\":\"{text}\"}}}}");
        static byte[] Piece(int index, string text) => Event($"{{\"type\":\"content_block_delta\",\"index\":{index},\"delta\":{{\"type\":\"input_json_delta\",\"partial_json\":\"{text}\"}}}}");
        static byte[] Stop(int index) => Event($"{{\"type\":\"content_block_stop\",\"index\":{index}}}");
    }

    private static byte[][] Bedrock()
    {
        return [BedrockGolden.Event("messageStart", "{\"role\":\"assistant\"}"), Text(0, "Let me see."), Stop(0),
            Begin(1, "a", "alpha"), Piece(1, "{\\\"a\\\":"), Begin(2, "b", "beta"), Piece(2, "{\\\"b\\\":{\\\"x\\\""), Piece(1, "\\\"1 2"),
            Text(3, " Now."), Piece(2, ":[4,5]}"), Stop(3), Piece(1, " 3\\\"}"), Piece(2, "}"), Stop(2), Stop(1),
            BedrockGolden.Event("messageStop", "{\"stopReason\":\"tool_use\"}"), BedrockGolden.Event("metadata", "{\"usage\":{\"inputTokens\":1,\"outputTokens\":9,\"totalTokens\":10}}")];

        static byte[] Begin(int index, string id, string name) => BedrockGolden.Event("contentBlockStart", $"{{\"contentBlockIndex\":{index},\"start\":{{\"toolUse\":{{\"toolUseId\":\"id_{id}\",\"name\":\"{name}\"}}}}}}");
        static byte[] Text(int index, string text) => BedrockGolden.Event("contentBlockDelta", $"{{\"contentBlockIndex\":{index},\"delta\":{{\"text\":\"{text}\"}}}}");
        static byte[] Piece(int index, string text) => BedrockGolden.Event("contentBlockDelta", $"{{\"contentBlockIndex\":{index},\"delta\":{{\"toolUse\":{{\"input\":\"{text}\"}}}}}}");
        static byte[] Stop(int index) => BedrockGolden.Event("contentBlockStop", $"{{\"contentBlockIndex\":{index}}}");
    }

    private static byte[][] Cohere()
    {
        return [Event("{\"type\":\"message-start\",\"id\":\"c\",\"delta\":{\"message\":{\"role\":\"assistant\"}}}"), Event("{\"type\":\"tool-plan-delta\",\"delta\":{\"message\":{\"tool_plan\":\"Let me see.\"}}}"),
            Begin(0, "a", "alpha"), Piece(0, "{\\\"a\\\":"), Begin(1, "b", "beta"), Piece(1, "{\\\"b\\\":{\\\"x\\\""), Piece(0, "\\\"1 2"),
            Content("start", ""), Content("delta", " Now."), Piece(1, ":[4,5]}"), Event("{\"type\":\"content-end\",\"index\":0}"), Piece(0, " 3\\\"}"), Piece(1, "}"), Stop(1), Stop(0),
            Event("{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"TOOL_CALL\",\"usage\":{\"tokens\":{\"input_tokens\":1,\"output_tokens\":9}}}}")];

        static byte[] Begin(int index, string id, string name) => Event($"{{\"type\":\"tool-call-start\",\"index\":{index},\"delta\":{{\"message\":{{\"tool_calls\":{{\"id\":\"id_{id}\",\"type\":\"function\",\"function\":{{\"name\":\"{name}\",\"arguments\":\"\"}}}}}}}}}}");
        static byte[] Piece(int index, string text) => Event($"{{\"type\":\"tool-call-delta\",\"index\":{index},\"delta\":{{\"message\":{{\"tool_calls\":{{\"function\":{{\"arguments\":\"{text}\"}}}}}}}}}}");
        static byte[] Content(string what, string text) => Event($"{{\"type\":\"content-{what}\",\"index\":0,\"delta\":{{\"message\":{{\"content\":{{\"type\":\"text\",\"text\":\"{text}\"}}}}}}}}");
        static byte[] Stop(int index) => Event($"{{\"type\":\"tool-call-end\",\"index\":{index}}}");
    }
}
