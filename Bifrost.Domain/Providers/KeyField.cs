namespace Bifrost.Domain.Providers;

/// <summary>What a key of some kinds of providers consists of beside, or instead of, its <c>value</c>.</summary>
/// <param name="Name">As the governance file and the admin API write it.</param>
/// <param name="Label">What the console calls it.</param>
/// <param name="IsSecret">Encrypted at rest and never shown again.</param>
/// <param name="Hint">How it looks, for an empty field of a form.</param>
/// <param name="IsRequired">No key of the kind does without it.</param>
public sealed record KeyField(string Name, string Label, bool IsSecret, string Hint, bool IsRequired = false);
