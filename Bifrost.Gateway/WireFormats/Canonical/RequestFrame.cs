namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>What a writer of requests needs beside the request.</summary>
/// <param name="Model">As the provider spells it.</param>
/// <param name="ProviderKind">Of the catalogue, for what vendors of one dialect differ in.</param>
/// <param name="OutputCap">Replaces the caller's cap where a budget asks for one.</param>
/// <param name="MaxOutput">The most output tokens that the model's vendor documents; for dialects that demand a cap.</param>
/// <param name="Held">Output tokens that a budget pays of an answer that nobody has capped; null where nothing is held, or a cap says it.</param>
internal readonly record struct RequestFrame(string Model, string ProviderKind, long? OutputCap = null, long? MaxOutput = null, long? Held = null)
{
    /// <summary>A cap or a budget for thoughts that a writer makes up, or takes from an effort: no more than is paid.</summary>
    public long Within(long tokens) => Held is { } held && held < tokens ? held : tokens;
}
