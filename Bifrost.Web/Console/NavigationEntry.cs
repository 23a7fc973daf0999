namespace Bifrost.Web.Console;

/// <summary>One page in the rail and in the search.</summary>
/// <param name="ForAdmins">An auditor has no use for it.</param>
internal sealed record NavigationEntry(string Group, string Name, string Url, string Purpose, bool ForAdmins = false);
