using System.Collections.Frozen;

namespace Bifrost.Domain.Governance.File;

/// <summary>Fields of the governance file whose part is not built yet: refused by name, never ignored.</summary>
internal static class UnsupportedFields
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.Ordinal,
        "routes", "aliases", "guardrails", "policies",
        "breaker");

    public static bool Contains(string field) => Names.Contains(field);
}
