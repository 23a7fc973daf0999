namespace Bifrost.Tests.Testing;

/// <summary>The two databases that every persistence test runs on.</summary>
public enum DatabaseKind
{
    Sqlite,
    Postgres,
}
