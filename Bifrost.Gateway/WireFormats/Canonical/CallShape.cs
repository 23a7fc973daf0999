namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>What a call says outside its body.</summary>
/// <param name="Model">From its path, unescaped; null where the body has it.</param>
/// <param name="Stream">From its path; null where the body has it.</param>
/// <param name="IsCount">Its tokens are to be counted: some dialects wrap the request for that.</param>
/// <param name="AsArray">A stream is wanted as one JSON array instead of events.</param>
internal readonly record struct CallShape(string? Model = null, bool? Stream = null, bool IsCount = false, bool AsArray = false);
