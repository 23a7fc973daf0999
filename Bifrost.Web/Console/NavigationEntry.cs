namespace Bifrost.Web.Console;

/// <summary>One page in the rail and in the search.</summary>
internal sealed record NavigationEntry(string Group, string Name, string Url, string Purpose);
