namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>What a call says outside its body.</summary>
/// <param name="Model">From its path, unescaped; null where the body has it.</param>
/// <param name="Stream">From its path; null where the body has it.</param>
internal readonly record struct CallShape(string? Model = null, bool? Stream = null);
