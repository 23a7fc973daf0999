namespace Bifrost.Tests.Architecture;

/// <summary>
/// Where the house's rules do not hold, and why. An entry that is not needed any more fails
/// <see cref="ExceptionsTests"/>, so the lists only shrink by themselves.
/// </summary>
internal static class Exceptions
{
    /// <summary>C# files of more than 250 lines: path → reason.</summary>
    public static readonly Dictionary<string, string> LongFiles = new()
    {
    };

    /// <summary>Methods of more than 40 lines: <c>path:Method</c> → reason.</summary>
    public static readonly Dictionary<string, string> LongMethods = new()
    {
    };

    /// <summary>Constructors of more than 6 parameters: <c>path:Type</c> → reason.</summary>
    public static readonly Dictionary<string, string> WideConstructors = new()
    {
    };

    /// <summary>Files with more than one public type: path → reason.</summary>
    public static readonly Dictionary<string, string> SharedFiles = new()
    {
    };

    /// <summary>Razor files with more than 200 lines of markup: path → reason.</summary>
    public static readonly Dictionary<string, string> LongMarkup = new()
    {
    };

    /// <summary>Type names with a banned suffix: <c>path:Type</c> → reason.</summary>
    public static readonly Dictionary<string, string> BannedNames = new()
    {
    };

    /// <summary>What README names in backticks, looks like a path, and is none of this repository: text → reason.</summary>
    public static readonly Dictionary<string, string> ReadmePaths = new()
    {
    };

    /// <summary>Lines that name a registry's host or a path of some machine: <c>path:matched text</c> → reason.</summary>
    public static readonly Dictionary<string, string> PlacesOfOthers = new()
    {
    };
}
