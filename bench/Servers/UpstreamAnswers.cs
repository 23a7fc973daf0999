using System.Text;

namespace Bifrost.Bench.Servers;

/// <summary>The fake upstream's answers, built once: OpenAI's chat completion and its chunks.</summary>
internal static class UpstreamAnswers
{
    private const string Usage =
        """{"prompt_tokens":212,"completion_tokens":64,"total_tokens":276,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}""";

    public static readonly byte[] Completion = Encoding.ASCII.GetBytes(
        """{"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion","created":1741569952,"model":"bench-2026-01-01","choices":[{"index":0,"message":{"role":"assistant","content":"A gateway sits between many callers and many providers. It decides who may call what, counts what was used, and otherwise stays out of the way: the bytes pass through as they came.","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":"""
        + Usage + ""","service_tier":"default","system_fingerprint":"fp_bench"}""");

    public static readonly byte[] FirstChunk = Chunk("""{"role":"assistant","content":""}""", "null");
    public static readonly byte[] ContentChunk = Chunk("""{"content":" token"}""", "null");
    public static readonly byte[] LastChunk = Chunk("{}", "\"stop\"");
    public static readonly byte[] UsageChunk = Encoding.ASCII.GetBytes(
        """data: {"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion.chunk","created":1741569952,"model":"bench-2026-01-01","service_tier":"default","system_fingerprint":"fp_bench","choices":[],"usage":"""
        + Usage + "}\n\n");

    public static readonly byte[] Done = "data: [DONE]\n\n"u8.ToArray();

    /// <summary>The chunk at <paramref name="index"/> of a stream of <paramref name="count"/>.</summary>
    public static byte[] ChunkAt(int index, int count) =>
        index == 0 ? FirstChunk : index == count - 1 ? LastChunk : ContentChunk;

    private static byte[] Chunk(string delta, string finishReason) => Encoding.ASCII.GetBytes(
        """data: {"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion.chunk","created":1741569952,"model":"bench-2026-01-01","service_tier":"default","system_fingerprint":"fp_bench","choices":[{"index":0,"delta":"""
        + delta + ""","logprobs":null,"finish_reason":""" + finishReason + "}]}\n\n");
}
