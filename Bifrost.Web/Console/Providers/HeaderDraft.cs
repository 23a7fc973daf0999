namespace Bifrost.Web.Console.Providers;

/// <summary>An extra header while it is edited. Its stored value never comes here.</summary>
public sealed class HeaderDraft
{
    public string Name { get; set; } = "";

    /// <summary>Empty keeps the stored value.</summary>
    public string Value { get; set; } = "";

    public bool IsStored { get; init; }
}
