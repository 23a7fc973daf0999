namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>What a writer of requests needs beside the request.</summary>
/// <param name="Model">As the provider spells it.</param>
/// <param name="ProviderKind">Of the catalogue, for what vendors of one dialect differ in.</param>
/// <param name="OutputCap">Replaces the caller's cap where a budget asks for one.</param>
/// <param name="MaxOutput">The most output tokens that the model's vendor documents; for dialects that demand a cap.</param>
internal readonly record struct RequestFrame(string Model, string ProviderKind, long? OutputCap = null, long? MaxOutput = null);
