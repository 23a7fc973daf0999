using System.Data.Common;
using Bifrost.Domain.Persistence;
using Bifrost.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Commands;

/// <summary>The governance model for one verb: no web host, no gateway. The database is brought up to date as a start would do.</summary>
internal sealed class DomainSession : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private DomainSession(ServiceProvider services) => _services = services;

    /// <exception cref="SettingsException">The database, the folder or the master key is not as it is set.</exception>
    public static async Task<DomainSession> OpenAsync(BifrostSettings settings, CancellationToken cancellationToken)
    {
        var session = Create(settings);
        try
        {
            await session.Get<Database>().PrepareAsync(settings.SetupToken, cancellationToken);
            return session;
        }
        catch (WrongMasterKeyException)
        {
            await session.DisposeAsync();
            throw new SettingsException($"The master key does not open the database {settings.Database.Name}: it was sealed under another one (BIFROST_MASTER_KEY, --master-key-file).");
        }
        catch (DbException exception)
        {
            await session.DisposeAsync();
            throw new SettingsException($"The database {settings.Database.Name} cannot be opened (--database, BIFROST_DATABASE): {exception.Message}");
        }
    }

    /// <summary>The services, with the database as it is.</summary>
    public static DomainSession Create(BifrostSettings settings)
    {
        Directory.CreateDirectory(settings.DataFolder);
        var masterKey = MasterKeyFile.Load(settings, out var generated);
        if (generated is not null)
        {
            System.Console.Error.WriteLine($"Made a master key: {generated} (mode 0600). Back it up: without it the stored provider keys cannot be read.");
        }

        var services = new ServiceCollection();
        services.AddBifrostDomain(settings, masterKey);
        return new DomainSession(services.BuildServiceProvider());
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>One short-lived context.</summary>
    public Task<BifrostDbContext> OpenContextAsync(CancellationToken cancellationToken) =>
        Get<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync(cancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
