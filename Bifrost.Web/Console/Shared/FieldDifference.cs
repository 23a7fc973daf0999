namespace Bifrost.Web.Console.Shared;

/// <summary>One field in which two people's versions of a row differ.</summary>
public sealed record FieldDifference(string Field, string Mine, string Theirs);
