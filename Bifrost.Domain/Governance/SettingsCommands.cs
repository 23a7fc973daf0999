using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Governance;

/// <summary>Reads and changes what holds for the whole installation.</summary>
public sealed class SettingsCommands(GovernanceChanges changes, IDbContextFactory<BifrostDbContext> contexts)
{
    /// <summary>The longest retention of request records, days: ten years.</summary>
    public const int MaxRetentionDays = 3_650;

    public async Task<InstallationSettings> ReadAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Installations.Select(x => new InstallationSettings(x.RetentionDays)).SingleAsync(cancellationToken);
    }

    public Task<Result<InstallationSettings>> ChangeAsync(Actor actor, InstallationSettings settings, CancellationToken cancellationToken = default) =>
        changes.RunAsync<InstallationSettings>(
            actor,
            AuditActions.SettingsChanged,
            async scope =>
            {
                if (settings.RetentionDays is < 1 or > MaxRetentionDays)
                {
                    return Failure.Invalid("retention_days", $"Keep request records for 1 to {MaxRetentionDays:N0} days.");
                }

                var installation = await scope.Db.Installations.SingleAsync(scope.CancellationToken);
                installation.RetentionDays = settings.RetentionDays;
                scope.Audit(AuditActions.SettingsChanged, new AuditTarget("settings", "installation", "settings"), rows: installation);
                return settings;
            },
            cancellationToken);
}
