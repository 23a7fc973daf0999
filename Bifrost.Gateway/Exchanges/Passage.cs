using Bifrost.Gateway.Providers;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.Embeddings;

namespace Bifrost.Gateway.Exchanges;

/// <summary>How a request reaches its provider and the answer its caller.</summary>
/// <param name="Format">The dialect that the provider is asked in; null where it is OpenAI's for an operation that has no other.</param>
/// <param name="Translates">Caller and provider speak different dialects.</param>
/// <param name="IsForeign">The provider is not asked in OpenAI's wire format.</param>
internal sealed record Passage(IWireFormat? Format, bool Translates, bool IsForeign)
{
    /// <summary>Where it is asked for below the provider's base URL, for what is no chat; its answer passes as it is. Null for the usual places.</summary>
    public string? Path { get; init; }

    /// <summary>How vectors are asked for; null for everything else, and where OpenAI's wire format passes.</summary>
    public IEmbeddingFormat? Embedding { get; init; }

    /// <summary>The gateway answers it itself: no provider is asked.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Where it is asked for, of what OpenAI's wire format has.</summary>
    public Operation OperationOf(CallerOperation caller) =>
        !Translates ? caller.Operation : Format == WireFormatCatalog.OpenAiResponses ? Operation.Responses : Operation.Chat;

    /// <summary>The way of a caller's operation to a model of a kind of provider; null where there is none.</summary>
    public static Passage? Of(CallerOperation caller, IProviderAdapter adapter, string model)
    {
        if (caller.Operation == Operation.Passthrough)
        {
            return Raw;
        }

        var hasIt = !caller.IsForeign && adapter.PathOf(caller.Operation) is not null;
        if (caller.Format is null)
        {
            return hasIt ? OpenAi : null;
        }

        if (caller.Embedding is { } own)
        {
            return hasIt ? OpenAi : EmbeddingOf(own, adapter, model);
        }

        if (caller.IsNative)
        {
            return adapter.NativePath(caller.Operation, model) is { } path ? new Passage(caller.Format, Translates: false, IsForeign: true) { Path = path } : null;
        }

        if (caller.Operation == Operation.CountTokens)
        {
            return CountingOf(caller.Format, adapter, model);
        }

        // A model that has no chat of OpenAI's is asked in the dialect that it has.
        var format = hasIt && caller.Operation == Operation.Responses ? caller.Format : adapter.ChatOf(model);
        var isOpenAi = format == WireFormatCatalog.OpenAiChat || format == WireFormatCatalog.OpenAiResponses;
        var translates = format != caller.Format;
        return translates || !isOpenAi ? new Passage(format, translates, IsForeign: !isOpenAi)
            : format == WireFormatCatalog.OpenAiChat ? Chat : Responses;
    }

    /// <summary>Only a provider of the caller's own dialect counts as the caller expects it.</summary>
    private static Passage CountingOf(IWireFormat format, IProviderAdapter adapter, string model)
    {
        var path = adapter.ChatOf(model) == format ? adapter.CountPath(model) : null;
        return new Passage(format, Translates: false, IsForeign: true) { Path = path, IsLocal = path is null };
    }

    private static Passage? EmbeddingOf(IEmbeddingFormat own, IProviderAdapter adapter, string model) =>
        adapter.EmbeddingOf(model, own) is { } way
            ? new Passage(way.Format.Dialect, Translates: way.Format != own, IsForeign: true) { Path = way.Path, Embedding = way.Format }
            : null;

    private static Passage Raw { get; } = new(null, Translates: false, IsForeign: true) { Path = "" };

    // What nearly every call takes: made once.
    private static Passage Chat { get; } = new(WireFormatCatalog.OpenAiChat, Translates: false, IsForeign: false);

    private static Passage Responses { get; } = new(WireFormatCatalog.OpenAiResponses, Translates: false, IsForeign: false);

    private static Passage OpenAi { get; } = new(null, Translates: false, IsForeign: false);
}
