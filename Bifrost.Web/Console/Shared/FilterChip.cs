namespace Bifrost.Web.Console.Shared;

/// <summary>One active filter, kept in the page's URL.</summary>
/// <param name="Parameter">The query parameter that it stands for.</param>
/// <param name="Label">What is filtered, such as "Actor".</param>
/// <param name="Value">As shown.</param>
public sealed record FilterChip(string Parameter, string Label, string Value);
