using Bifrost.Domain.Persistence;
using Bifrost.Web.Hosting;

namespace Bifrost.Web.Commands;

/// <summary>
/// A session that leaves nothing behind: the database is neither made nor migrated, no key is generated, and what a session
/// keeps in its data folder goes to a scratch folder. Where there is no installation yet, an empty one stands in for it.
/// </summary>
internal static class DryRunSession
{
    /// <exception cref="SettingsException">The database or the master key is not as it is set, or the database must be migrated first.</exception>
    public static async Task<DomainSession> OpenAsync(BifrostSettings settings, CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateTempSubdirectory("bifrost-dry-run-").FullName;
        try
        {
            return await OpenExistingAsync(settings, scratch, cancellationToken) ?? await OpenEmptyAsync(settings, scratch, cancellationToken);
        }
        catch
        {
            DomainSession.Remove(scratch);
            throw;
        }
    }

    private static async Task<DomainSession?> OpenExistingAsync(BifrostSettings settings, string scratch, CancellationToken cancellationToken)
    {
        // SQLite makes the file that it is asked to look into.
        if (!settings.Database.IsPostgres && !File.Exists(settings.Database.Name))
        {
            return null;
        }

        var masterKey = MasterKeyFile.Load(settings, out _);
        var session = DomainSession.Create(settings with { DataFolder = scratch }, masterKey, scratch);
        var state = DatabaseState.Empty;
        await session.CheckAsync(settings.Database, async database => state = await database.LookAsync(cancellationToken));
        if (state == DatabaseState.Ready)
        {
            return session;
        }

        await session.CloseAsync();
        return state == DatabaseState.Empty
            ? null
            : throw new SettingsException($"The database {settings.Database.Name} is of an older version, and a dry run changes nothing: run migrate first.");
    }

    private static Task<DomainSession> OpenEmptyAsync(BifrostSettings settings, string scratch, CancellationToken cancellationToken)
    {
        Verb.Say($"{settings.Database.Name} holds no installation yet: compared with an empty one.");
        var database = DatabaseSetting.Sqlite(scratch);

        // A pooled connection would keep the file open, which some systems then refuse to remove.
        var empty = settings with { DataFolder = scratch, Database = database with { ConnectionString = database.ConnectionString + ";Pooling=False" }, SetupToken = null };
        return DomainSession.OpenAsync(empty, new MasterKey(MasterKey.Generate()), scratch, cancellationToken);
    }
}
