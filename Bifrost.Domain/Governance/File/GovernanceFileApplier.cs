using Bifrost.Domain.Alerts;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Providers;

namespace Bifrost.Domain.Governance.File;

/// <summary>
/// Brings the database to what a governance file says: one transaction, one at a time over all nodes, and nothing at all when
/// there is any error. Applying the same file again changes nothing.
/// </summary>
public sealed class GovernanceFileApplier(GovernanceChanges changes, AuditTrail audit, ProviderCommands providers, WebhookCommands webhooks)
{
    /// <summary>Reads and applies a file. A file that is refused leaves the event <c>config.rejected</c> and changes nothing.</summary>
    /// <param name="environment">Looks up the variable behind <c>env.NAME</c>.</param>
    /// <param name="announce">Called with the difference before it is committed.</param>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public async Task<GovernanceFileOutcome> ApplyAsync(
        string path,
        GovernanceFileOptions options,
        Func<string, string?> environment,
        Action<GovernanceFileOutcome>? announce = null,
        CancellationToken cancellationToken = default)
    {
        var reading = GovernanceFileReader.ReadFile(path, environment);
        var target = new AuditTarget("governance_file", reading.Digest, Path.GetFileName(path));
        var outcome = reading.File is { } file
            ? await ApplyAsync(file, target, options, announce, cancellationToken)
            : new GovernanceFileOutcome([], reading.Errors);
        if (!outcome.IsOk && !options.DryRun)
        {
            var reason = string.Join(" ", outcome.Errors.Select(x => x.Describe(target.Name)));
            await audit.WriteAsync(Actor.GovernanceFile, AuditActions.ConfigRejected, target, AuditOutcome.Failed, reason, cancellationToken);
        }

        return outcome;
    }

    private async Task<GovernanceFileOutcome> ApplyAsync(
        GovernanceFile file,
        AuditTarget target,
        GovernanceFileOptions options,
        Action<GovernanceFileOutcome>? announce,
        CancellationToken cancellationToken)
    {
        List<GovernanceFileError> errors = [];
        Func<ChangeScope, Task<Result<GovernanceFileOutcome>>> change = async scope =>
        {
            var apply = new FileApplication(scope, file, options);
            await RunAsync(apply);
            errors = apply.Errors;
            if (errors.Count > 0)
            {
                return Failure.Invalid(errors.ConvertAll(x => new FieldError(x.Path, x.Message)));
            }

            var outcome = new GovernanceFileOutcome(apply.Changes, []) { Warnings = file.Warnings };
            announce?.Invoke(outcome);
            if (outcome.HasChanges || options.AtStart)
            {
                scope.Audit(AuditActions.ConfigLoaded, target, outcome.Summary);
            }

            return outcome;
        };
        var result = options.DryRun
            ? await changes.TryAsync(Actor.GovernanceFile, AuditActions.ConfigRejected, change, cancellationToken)
            : await changes.RunAsync(Actor.GovernanceFile, AuditActions.ConfigRejected, change, cancellationToken);
        return result.IsOk
            ? result.Value
            : new GovernanceFileOutcome([], errors.Count > 0 ? errors : [.. result.Errors.Select(x => new GovernanceFileError(0, x.Field, x.Message))]);
    }

    private async Task RunAsync(FileApplication apply)
    {
        // Looking up owners would compare every tracked row again for every key: quadratic. All is compared once, before saving.
        var tracker = apply.Scope.Db.ChangeTracker;
        tracker.AutoDetectChangesEnabled = false;
        try
        {
            await TenancySections.ApplyCustomersAsync(apply);
            await TenancySections.ApplyTeamsAsync(apply);
            await ProviderSection.ApplyAsync(apply, providers);
            await PriceSection.ApplyAsync(apply);
            await LimitSections.ApplyAsync(apply);
            await WebhookSection.ApplyAsync(apply, webhooks);
            await KeySections.ApplyKeysAsync(apply);
            await KeySections.ApplyTokensAsync(apply);
            if (apply.Options.Prune && apply.Errors.Count == 0)
            {
                await FilePruning.RunAsync(apply);
            }
        }
        finally
        {
            tracker.AutoDetectChangesEnabled = true;
        }
    }
}
