using System.Globalization;

namespace Bifrost.Domain.Usage;

/// <summary>Numbers of things in sentences.</summary>
public static class Counted
{
    /// <summary><c>1 key</c>, <c>1,204 keys</c>.</summary>
    /// <param name="noun">Takes an s in the plural.</param>
    public static string Of(long count, string noun) => count == 1 ? $"1 {noun}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}s");
}
