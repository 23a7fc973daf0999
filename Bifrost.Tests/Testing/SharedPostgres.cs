[assembly: AssemblyFixture(typeof(Bifrost.Tests.Testing.SharedPostgres))]

namespace Bifrost.Tests.Testing;

/// <summary>Stops the assembly's PostgreSQL, if any test started it, after the last test.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await PostgresServer.StopSharedAsync();
}
