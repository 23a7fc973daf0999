using System.Data.Common;
using Bifrost.Domain.Persistence;
using Bifrost.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Commands;

/// <summary>The governance model for one verb: no web host, no gateway. The database is brought up to date as a start would do.</summary>
internal sealed class DomainSession : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly string? _scratch;

    private DomainSession(ServiceProvider services, string? scratch)
    {
        _services = services;
        _scratch = scratch;
    }

    /// <exception cref="SettingsException">The database, the folder or the master key is not as it is set.</exception>
    public static Task<DomainSession> OpenAsync(BifrostSettings settings, CancellationToken cancellationToken) =>
        OpenAsync(settings, KeyOf(settings), null, cancellationToken);

    /// <param name="scratch">A folder that goes with the session; null for none.</param>
    /// <exception cref="SettingsException">The database, the folder or the master key is not as it is set.</exception>
    public static async Task<DomainSession> OpenAsync(BifrostSettings settings, MasterKey masterKey, string? scratch, CancellationToken cancellationToken)
    {
        var session = Create(settings, masterKey, scratch);
        await session.CheckAsync(settings.Database, database => database.PrepareAsync(settings.SetupToken, cancellationToken));
        return session;
    }

    /// <summary>The services, with the database as it is.</summary>
    public static DomainSession Create(BifrostSettings settings) => Create(settings, KeyOf(settings), null);

    /// <inheritdoc cref="Create(BifrostSettings)"/>
    public static DomainSession Create(BifrostSettings settings, MasterKey masterKey, string? scratch)
    {
        var services = new ServiceCollection();
        services.AddBifrostDomain(settings, masterKey, NodeFile.Beside(settings.DataFolder));
        return new DomainSession(services.BuildServiceProvider(), scratch);
    }

    /// <summary>Does the first thing with the database; one that does not open says so in the setting's words.</summary>
    /// <exception cref="SettingsException">It is not as it is set; the session is closed.</exception>
    public async Task CheckAsync(DatabaseSetting setting, Func<Database, Task> open)
    {
        try
        {
            await open(Get<Database>());
        }
        catch (WrongMasterKeyException)
        {
            await CloseAsync();
            throw new SettingsException($"The master key does not open the database {setting.Name}: it was sealed under another one (BIFROST_MASTER_KEY, --master-key-file).");
        }
        catch (DbException exception)
        {
            await CloseAsync();
            throw new SettingsException($"The database {setting.Name} cannot be opened (--database, BIFROST_DATABASE): {exception.Message}");
        }
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>One short-lived context.</summary>
    public Task<BifrostDbContext> OpenContextAsync(CancellationToken cancellationToken) =>
        Get<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync(cancellationToken);

    /// <summary>Ends the session and keeps its scratch folder.</summary>
    public ValueTask CloseAsync() => _services.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (_scratch is not null)
        {
            Remove(_scratch);
        }
    }

    /// <summary>Removes a scratch folder with what is in it.</summary>
    public static void Remove(string scratch)
    {
        try
        {
            Directory.Delete(scratch, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is in the system's folder for such, and not worth the verb's own answer.
        }
    }

    private static MasterKey KeyOf(BifrostSettings settings)
    {
        if (!settings.Database.IsPostgres)
        {
            Directory.CreateDirectory(settings.DataFolder);
        }

        var masterKey = MasterKeyFile.Load(settings, out var generated);
        if (generated is not null)
        {
            Verb.Say($"Made a master key: {generated} (mode 0600). Back it up: without it the stored provider keys cannot be read.");
        }

        return masterKey;
    }
}
