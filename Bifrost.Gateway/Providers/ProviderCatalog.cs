using System.Collections.Frozen;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers.Anthropic;
using Bifrost.Gateway.Providers.AzureOpenAi;
using Bifrost.Gateway.Providers.Bedrock;
using Bifrost.Gateway.Providers.Cohere;
using Bifrost.Gateway.Providers.Gemini;
using Bifrost.Gateway.Providers.Ollama;
using Bifrost.Gateway.Providers.OpenAi;
using Bifrost.Gateway.Providers.OpenAiCompatible;
using Bifrost.Gateway.Providers.Vertex;

namespace Bifrost.Gateway.Providers;

/// <summary>Every kind of provider: one line each, and a table of those behind OpenAI's wire format.</summary>
public static class ProviderCatalog
{
    private const ProviderOperations OpenAis = ProviderOperations.All & ~ProviderOperations.Rerank;

    private static readonly FrozenDictionary<string, IProviderAdapter> Adapters = new IProviderAdapter[]
    {
        new OpenAiAdapter(
            new("openai", "OpenAI", "https://api.openai.com/v1", ["sk-proj-", "sk-svcacct-", "sk-"], KeyRequired: true)
            {
                Operations = OpenAis,
                Quirks = new() { OutputCap = OutputCapName.MaxCompletionTokens },
                Documentation = "https://developers.openai.com/api/docs",
            },
            OpenAiMedia.Of),
        new OpenAiAdapter(
            new("openai-compatible", "OpenAI-compatible", null, [], KeyRequired: false)
            {
                ExampleBaseUrl = "https://api.example.com/v1",
                Operations = ProviderOperations.All,
                Documentation = "https://developers.openai.com/api/reference",
            },
            CompatibleMedia.Of),
        new AnthropicAdapter(
            new("anthropic", "Anthropic", "https://api.anthropic.com", ["sk-ant-"], KeyRequired: true)
            {
                Operations = ProviderOperations.Chat | ProviderOperations.Models,
                Documentation = "https://platform.claude.com/docs/en/api/overview",
            }),
        new AnthropicAdapter(
            new("anthropic-compatible", "Anthropic-compatible", null, [], KeyRequired: false)
            {
                ExampleBaseUrl = "https://api.example.com",
                Operations = ProviderOperations.Chat | ProviderOperations.Models,
                Documentation = "https://platform.claude.com/docs/en/api/messages",
            }),
        new AzureAdapter(
            new("azure", "Azure OpenAI", null, [], KeyRequired: true)
            {
                ExampleBaseUrl = "https://my-resource.openai.azure.com",
                Key = KeyPresentation.In("api-key"),
                Operations = OpenAis & ~(ProviderOperations.Moderations | ProviderOperations.Variations),
                Quirks = new() { OutputCap = OutputCapName.MaxCompletionTokens },
                Documentation = "https://learn.microsoft.com/en-us/azure/ai-foundry/openai/latest",
            }),
        new BedrockAdapter(
            new("bedrock", "Amazon Bedrock", null, ["bedrock-api-key-", "ABSK"], KeyRequired: true)
            {
                ExampleBaseUrl = "https://bedrock-runtime.us-east-1.amazonaws.com",
                AddressIsOfKey = true,
                Operations = ProviderOperations.Chat,
                Documentation = "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html",
            }),
        new GeminiAdapter(
            new("gemini", "Google Gemini", "https://generativelanguage.googleapis.com", ["AIza"], KeyRequired: true)
            {
                Operations = ProviderOperations.Chat | ProviderOperations.Models,
                Documentation = "https://ai.google.dev/api",
            }),
        new CohereAdapter(
            new("cohere", "Cohere", "https://api.cohere.com", [], KeyRequired: true)
            {
                Operations = ProviderOperations.Chat | ProviderOperations.Embeddings | ProviderOperations.Models,
                Documentation = "https://docs.cohere.com/reference/about",
            }),
        new OllamaAdapter(
            new("ollama", "Ollama", null, [], KeyRequired: false)
            {
                ExampleBaseUrl = "http://localhost:11434",
                Operations = ProviderOperations.Chat | ProviderOperations.Completions | ProviderOperations.Embeddings | ProviderOperations.Models,
                Documentation = "https://docs.ollama.com/api",
            }),
        new VertexAdapter(
            new("vertex", "Google Vertex AI", null, [], KeyRequired: true)
            {
                ExampleBaseUrl = "https://aiplatform.googleapis.com",
                AddressIsOfKey = true,
                Operations = ProviderOperations.Chat,
                Documentation = "https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest",
            }),
    }.Concat(Vendors.All.Select(x => new OpenAiAdapter(x, CompatibleMedia.Of))).ToFrozenDictionary(x => x.Descriptor.Kind, StringComparer.Ordinal);

    /// <summary>In the order of the kinds' names.</summary>
    public static IReadOnlyList<ProviderDescriptor> Descriptors { get; } = [.. Adapters.Values.Select(x => x.Descriptor).OrderBy(x => x.Kind, StringComparer.Ordinal)];

    public static IEnumerable<string> Kinds => Descriptors.Select(x => x.Kind);

    /// <summary>Null for a kind that is not in the catalogue.</summary>
    public static ProviderDescriptor? Describe(string kind) => Find(kind)?.Descriptor;

    /// <summary>Operations that a kind answers in its vendor's own words alone, by their names: <c>rerank</c>, <c>invoke</c>.</summary>
    public static IEnumerable<string> NativeOf(string kind) =>
        Find(kind) is { } adapter ? ((Operation[])[Operation.Rerank, Operation.Invoke]).Where(x => adapter.NativePath(x, "model") is not null).Select(x => x.Name) : [];

    internal static IProviderAdapter? Find(string kind) => Adapters.GetValueOrDefault(kind);
}
