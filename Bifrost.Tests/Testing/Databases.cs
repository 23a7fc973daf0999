namespace Bifrost.Tests.Testing;

/// <summary>
/// Theory data for the same test body on both databases:
/// <c>[Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]</c> with a
/// <see cref="DatabaseKind"/> parameter and <c>await using var database = await TestDatabase.CreateAsync(kind);</c>.
/// </summary>
public static class Databases
{
    public static TheoryData<DatabaseKind> Both => [DatabaseKind.Sqlite, DatabaseKind.Postgres];
}
