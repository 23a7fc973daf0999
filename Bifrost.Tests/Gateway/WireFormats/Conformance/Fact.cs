namespace Bifrost.Tests.Gateway.WireFormats.Conformance;

/// <summary>One thing that a request or an answer says.</summary>
/// <param name="Name">What kind of thing, in the words of the published table.</param>
/// <param name="Value">Which; equal for the same thing in every dialect.</param>
internal readonly record struct Fact(string Name, string Value);
