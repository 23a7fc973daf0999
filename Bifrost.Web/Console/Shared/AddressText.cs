using System.Globalization;

namespace Bifrost.Web.Console.Shared;

/// <summary>
/// Reads the parameters of a page's address, which anybody may have typed: a page asks for each as text, since the
/// framework answers one that it cannot read itself with an error in place of the page.
/// </summary>
internal static class AddressText
{
    /// <summary>The id of something; null where the address names none. What is no id becomes <see cref="Guid.Empty"/>, which nothing has: the page then says that there is no such thing.</summary>
    public static Guid? Id(string? text) => string.IsNullOrWhiteSpace(text) ? null : Guid.TryParse(text, out var id) ? id : Guid.Empty;

    /// <summary>Where a page of a list begins; what is no id begins at the first.</summary>
    public static Guid? Cursor(string? text) => Guid.TryParse(text, out var id) ? id : null;

    /// <summary>A whole number from 0; null where there is none, or none that can be read.</summary>
    public static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Whether a switch is on: <c>true</c> alone.</summary>
    public static bool Flag(string? text) => bool.TryParse(text, out var flag) && flag;
}
