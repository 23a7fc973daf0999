using System.Collections.Frozen;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Gateway.CallerRoutes;

/// <summary>What the vendors have beside what is served: asked for by the same SDKs, and answered 501 instead of 404.</summary>
internal static class LaterRoutes
{
    private static readonly FrozenSet<string> OpenAi = FrozenSet.ToFrozenSet(
    [
        "realtime", "batches", "files", "uploads", "fine_tuning", "vector_stores", "assistants", "threads", "containers", "conversations", "evals", "videos", "chatkit", "skills",
        "edits", "voices", "responses", "organization",
    ]);

    private static readonly FrozenDictionary<string, FrozenSet<string>> Others = new Dictionary<string, FrozenSet<string>>
    {
        [WireFormatCatalog.AnthropicMessages.Name] = FrozenSet.ToFrozenSet(["batches", "files", "skills", "complete", "organizations"]),
        [WireFormatCatalog.Gemini.Name] = FrozenSet.ToFrozenSet(
            ["files", "cachedContents", "tunedModels", "corpora", "fileSearchStores", "batches", "operations", "interactions", "batchGenerateContent", "asyncBatchEmbedContent", "predict", "predictLongRunning", "bidiGenerateContent", "generateAnswer"]),
        [WireFormatCatalog.BedrockConverse.Name] = FrozenSet.ToFrozenSet(["async-invoke", "guardrail", "count-tokens", "invoke-with-bidirectional-stream"]),
        [WireFormatCatalog.CohereChat.Name] = FrozenSet.ToFrozenSet(["tokenize", "detokenize", "classify", "embed-jobs", "datasets", "connectors", "finetuning", "models", "batches", "audio"]),
        [WireFormatCatalog.OllamaChat.Name] = FrozenSet.ToFrozenSet(["embeddings", "ps", "pull", "push", "create", "copy", "delete", "blobs"]),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether it can be asked for at <c>/passthrough</c>, which carries no WebSocket and no stream both ways.</summary>
    public static bool PassesRaw(PathString path) =>
        !path.Value!.Contains("realtime", StringComparison.Ordinal) && !path.Value.Contains("bidi", StringComparison.Ordinal);

    /// <summary>Whether the vendor of a dialect has what a path asks for.</summary>
    /// <param name="path">Of the call, with its mount.</param>
    /// <param name="format">The mount's dialect; null for OpenAI's.</param>
    public static bool Has(PathString path, IWireFormat? format)
    {
        var names = format is null ? OpenAi : Others[format.Name];
        return path.Value!.Split(['/', ':']).Any(names.Contains);
    }
}
