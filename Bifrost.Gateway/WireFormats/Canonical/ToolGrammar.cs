namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>What the input of a custom tool has to follow.</summary>
/// <param name="Syntax"><c>lark</c> or <c>regex</c>.</param>
/// <param name="Definition">In that syntax.</param>
internal sealed record ToolGrammar(string Syntax, string Definition);
