namespace Bifrost.Web.Console.Overview;

/// <summary>Something that a person should look at.</summary>
/// <param name="Tone"><c>failed</c> or <c>warning</c>.</param>
/// <param name="Url">Where it can be looked at or mended.</param>
public sealed record AttentionItem(string Tone, string Text, string Url, string Action);
