using Bifrost.Domain.VirtualKeys;
using Bifrost.Gateway.Providers;

namespace Bifrost.Gateway.Admission;

/// <summary>What looks like a credential, ours or a vendor's, wherever a caller may have put it.</summary>
internal static class CredentialShape
{
    // No vendor's key is shorter, and no id that begins as one is so long.
    private const int LeastKey = 20;

    private static readonly string[] Ours = [KeySecret.VirtualKeyPrefix, KeySecret.AdminTokenPrefix];
    private static readonly string[] Vendors = [.. ProviderCatalog.Descriptors.SelectMany(x => x.KeyPrefixes).Append("eyJ").Distinct(StringComparer.Ordinal)];
    private static readonly string[] Naming = ["key=", "token=", "secret=", "password=", "signature=", "bearer ", "basic "];

    /// <summary>Whether it is, or has within it, what looks like one.</summary>
    public static bool IsIn(string text) =>
        Array.Exists(Ours, x => text.Contains(x, StringComparison.OrdinalIgnoreCase))
        || Array.Exists(Naming, x => text.Contains(x, StringComparison.OrdinalIgnoreCase))
        || (text.Length >= LeastKey && Array.Exists(Vendors, x => text.StartsWith(x, StringComparison.Ordinal)));
}
