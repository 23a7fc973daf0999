namespace Bifrost.Gateway.Providers;

/// <summary>What the console and the governance file know of a kind of provider.</summary>
/// <param name="Kind">Lower case, as the governance file writes it.</param>
/// <param name="DisplayName">What the console calls it.</param>
/// <param name="DefaultBaseUrl">Null where each installation has its own address.</param>
/// <param name="KeyPrefixes">By which a pasted key is recognised, the longest match winning.</param>
/// <param name="KeyRequired">False where a server may run without keys (Ollama, vLLM).</param>
public sealed record ProviderDescriptor(string Kind, string DisplayName, string? DefaultBaseUrl, IReadOnlyList<string> KeyPrefixes, bool KeyRequired);
