using System.Collections.Frozen;
using Bifrost.Gateway.Providers.OpenAi;

namespace Bifrost.Gateway.Providers;

/// <summary>Every kind of provider: one line each.</summary>
public static class ProviderCatalog
{
    private static readonly FrozenDictionary<string, IProviderAdapter> Adapters = new IProviderAdapter[]
    {
        new OpenAiAdapter(new("openai", "OpenAI", "https://api.openai.com/v1", ["sk-proj-", "sk-svcacct-", "sk-"], KeyRequired: true), OpenAiMedia.Of),
        new OpenAiAdapter(new("openai-compatible", "OpenAI-compatible", null, [], KeyRequired: false), CompatibleMedia.Of),
    }.ToFrozenDictionary(x => x.Descriptor.Kind, StringComparer.Ordinal);

    /// <summary>In the order of the kinds' names.</summary>
    public static IReadOnlyList<ProviderDescriptor> Descriptors { get; } = [.. Adapters.Values.Select(x => x.Descriptor).OrderBy(x => x.Kind, StringComparer.Ordinal)];

    public static IEnumerable<string> Kinds => Descriptors.Select(x => x.Kind);

    internal static IProviderAdapter? Find(string kind) => Adapters.GetValueOrDefault(kind);
}
