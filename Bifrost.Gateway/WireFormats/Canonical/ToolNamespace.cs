using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>The names of tools that a caller keeps in namespaces, which no other dialect has.</summary>
internal static class ToolNamespace
{
    // The least that any vendor takes.
    private const int MaxLength = 64;

    /// <summary>One name of both, the same each time; a long one ends in a digest of what it leaves out.</summary>
    public static string Join(string? space, string name)
    {
        if (string.IsNullOrEmpty(space))
        {
            return name;
        }

        var joined = space.EndsWith('_') ? space + name : $"{space}__{name}";
        return joined.Length <= MaxLength ? joined
            : string.Create(CultureInfo.InvariantCulture, $"{joined[..(MaxLength - 9)]}_{Crc32.HashToUInt32(Encoding.UTF8.GetBytes(joined)):x8}");
    }
}
