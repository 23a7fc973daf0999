namespace Bifrost.Web.Console.VirtualKeys;

/// <summary>What the list shows; null members do not narrow it.</summary>
/// <param name="Text">Part of a name in any case, or the last four characters.</param>
/// <param name="State">Null shows all but the revoked.</param>
public sealed record VirtualKeyFilter(string? Text, VirtualKeyState? State, string? Team, string? Customer, VirtualKeySort Sort)
{
    /// <summary>Reads an address; <paramref name="read"/> gives a parameter's value or null.</summary>
    public static VirtualKeyFilter Read(Func<string, string?> read) => new(
        read("q")?.Trim(),
        Enum.TryParse<VirtualKeyState>(read("state"), ignoreCase: true, out var state) ? state : null,
        read("team"),
        read("customer"),
        read("sort") switch { "name" => VirtualKeySort.Name, "last-used" => VirtualKeySort.LastUsed, _ => VirtualKeySort.Newest });
}
