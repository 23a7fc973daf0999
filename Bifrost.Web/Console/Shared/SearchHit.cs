namespace Bifrost.Web.Console.Shared;

/// <summary>One thing that the search found.</summary>
internal sealed record SearchHit(string Kind, string Name, string Url);
