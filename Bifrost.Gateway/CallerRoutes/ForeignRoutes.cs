using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.Embeddings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bifrost.Gateway.CallerRoutes;

/// <summary>Callers' routes in dialects other than OpenAI's; the mount alone decides which.</summary>
internal sealed class ForeignRoutes(GatewayPipeline pipeline, ModelsEndpoint models)
{
    private static readonly string[] Probes = [HttpMethods.Get, HttpMethods.Head];

    private static readonly CallerOperation Anthropic = new(Operation.Chat, WireFormatCatalog.AnthropicMessages, IsForeign: true);
    private static readonly CallerOperation AnthropicCount = new(Operation.CountTokens, WireFormatCatalog.AnthropicMessages, IsForeign: true);
    private static readonly CallerOperation GeminiCount = new(Operation.CountTokens, WireFormatCatalog.Gemini, IsForeign: true);
    private static readonly CallerOperation Gemini = new(Operation.Chat, WireFormatCatalog.Gemini, IsForeign: true);
    private static readonly CallerOperation Bedrock = new(Operation.Chat, WireFormatCatalog.BedrockConverse, IsForeign: true);
    private static readonly CallerOperation Cohere = new(Operation.Chat, WireFormatCatalog.CohereChat, IsForeign: true);
    private static readonly CallerOperation Ollama = new(Operation.Chat, WireFormatCatalog.OllamaChat, IsForeign: true);

    private static readonly CallerOperation GeminiEmbed = CallerOperation.Embeddings(EmbeddingFormats.Gemini);
    private static readonly CallerOperation GeminiBatchEmbed = CallerOperation.Embeddings(EmbeddingFormats.GeminiBatch);

    private static readonly CallerOperation Rerank = new(Operation.Rerank, WireFormatCatalog.CohereChat, IsForeign: true) { IsNative = true };
    private static readonly CallerOperation Invoke = new(Operation.Invoke, WireFormatCatalog.BedrockConverse, IsForeign: true) { IsNative = true };
    private static readonly CallerOperation InvokeStream = new(Operation.InvokeStream, WireFormatCatalog.BedrockConverse, IsForeign: true) { IsNative = true };
    private static readonly CallerOperation Generate = new(Operation.Chat, WireFormatCatalog.OllamaGenerate, IsForeign: true);

    /// <summary>Maps them below a prefix.</summary>
    /// <param name="routes">Of the host.</param>
    /// <param name="prefix">With a leading slash, or empty.</param>
    /// <param name="open">Makes a route public.</param>
    public void Map(IEndpointRouteBuilder routes, string prefix, Action<IEndpointConventionBuilder> open)
    {
        Post("/v1/messages", Anthropic);
        Post("/anthropic/v1/messages", Anthropic);
        Post("/v1/messages/count_tokens", AnthropicCount);
        Post("/anthropic/v1/messages/count_tokens", AnthropicCount);
        Post("/cohere/v2/chat", Cohere);
        Post("/cohere/v2/embed", CallerOperation.Embeddings(EmbeddingFormats.Cohere));
        Post("/cohere/v2/rerank", Rerank);
        Post("/ollama/api/chat", Ollama);
        Post("/ollama/api/generate", Generate);
        Post("/ollama/api/embed", CallerOperation.Embeddings(EmbeddingFormats.Ollama));
        open(routes.MapPost($"{prefix}/genai/v1beta/models/{{**rest}}", GeminiAsync));
        open(routes.MapPost($"{prefix}/genai/v1/models/{{**rest}}", GeminiAsync));
        open(routes.MapPost($"{prefix}/bedrock/model/{{**rest}}", BedrockAsync));
        List("/anthropic/v1/models", ModelListShape.Anthropic);
        List("/genai/v1beta/models", ModelListShape.Gemini);
        List("/genai/v1/models", ModelListShape.Gemini);
        open(routes.MapGet($"{prefix}/ollama/api/tags", context => models.ListAsync(context, ModelListShape.Ollama)));
        open(routes.MapMethods($"{prefix}/ollama", Probes, OllamaProbes.AliveAsync));
        open(routes.MapMethods($"{prefix}/ollama/api/version", Probes, OllamaProbes.VersionAsync));
        open(routes.MapPost($"{prefix}/ollama/api/show", new OllamaProbes(models).ShowAsync));
        Unknown("/v1/messages", WireFormatCatalog.AnthropicMessages);
        Unknown("/anthropic", WireFormatCatalog.AnthropicMessages);
        Unknown("/genai", WireFormatCatalog.Gemini);
        Unknown("/bedrock", WireFormatCatalog.BedrockConverse);
        Unknown("/cohere", WireFormatCatalog.CohereChat);
        Unknown("/ollama", WireFormatCatalog.OllamaChat);

        void Post(string path, CallerOperation caller) => open(routes.MapPost(prefix + path, context => pipeline.HandleAsync(context, caller)));

        void List(string path, ModelListShape shape)
        {
            open(routes.MapGet(prefix + path, context => models.ListAsync(context, shape)));
            open(routes.MapGet($"{prefix}{path}/{{**id}}", context => models.FindAsync(context, shape)));
        }

        void Unknown(string mount, IWireFormat format) => open(routes.Map($"{prefix}{mount}/{{**rest}}", context => models.UnknownRouteAsync(context, format)));
    }

    /// <summary><c>{model}:generateContent</c> and its like; a model's name may hold slashes and colons.</summary>
    private Task GeminiAsync(HttpContext context)
    {
        var rest = Rest(context);
        var colon = rest.LastIndexOf(':');
        return (colon < 0 ? "" : rest[(colon + 1)..]) switch
        {
            "generateContent" => HandleAsync(context, Gemini, new(rest[..colon], Stream: false)),
            "streamGenerateContent" => HandleAsync(context, Gemini, new(rest[..colon], Stream: true, AsArray: context.Request.Query["alt"] != "sse")),
            "embedContent" => HandleAsync(context, GeminiEmbed, new(rest[..colon])),
            "batchEmbedContents" => HandleAsync(context, GeminiBatchEmbed, new(rest[..colon])),
            "countTokens" => HandleAsync(context, GeminiCount, new(rest[..colon], Stream: false, IsCount: true)),
            _ => models.UnknownRouteAsync(context, WireFormatCatalog.Gemini),
        };
    }

    /// <summary><c>{id}/converse</c>, <c>{id}/invoke</c> and their streams; an id may hold slashes.</summary>
    private Task BedrockAsync(HttpContext context)
    {
        var rest = Rest(context);
        var slash = rest.LastIndexOf('/');
        return (slash < 0 ? "" : rest[(slash + 1)..]) switch
        {
            "converse" => HandleAsync(context, Bedrock, new(rest[..slash], Stream: false)),
            "invoke" => HandleAsync(context, Invoke, new(rest[..slash])),
            "invoke-with-response-stream" => HandleAsync(context, InvokeStream, new(rest[..slash])),
            "converse-stream" => HandleAsync(context, Bedrock, new(rest[..slash], Stream: true)),
            _ => models.UnknownRouteAsync(context, WireFormatCatalog.BedrockConverse),
        };
    }

    private Task HandleAsync(HttpContext context, CallerOperation caller, CallShape shape)
    {
        context.Features.Set(new CallPath(shape));
        return pipeline.HandleAsync(context, caller);
    }

    private static string Rest(HttpContext context) => Uri.UnescapeDataString(context.GetRouteValue("rest") as string ?? "");
}
