namespace Bifrost.Web.Console.VirtualKeys;

/// <summary>What the list shows; null members do not narrow it.</summary>
/// <param name="Text">Part of a name in any case, or the last four characters.</param>
/// <param name="State">Null shows all but the revoked.</param>
public sealed record VirtualKeyFilter(string? Text, VirtualKeyState? State, string? Team, string? Customer, VirtualKeySort Sort);
