namespace Bifrost.Web.Console.VirtualKeys;

/// <summary>The orders of the list.</summary>
public enum VirtualKeySort
{
    /// <summary>Made last, first.</summary>
    Newest,
    Name,

    /// <summary>Used last, first; never used at the end.</summary>
    LastUsed,
}
