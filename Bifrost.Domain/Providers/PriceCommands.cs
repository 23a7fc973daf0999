using System.Text.Json;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers.Prices;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Providers;

/// <summary>Adds and withdraws own prices. A price in force is never edited: the past keeps the price it had.</summary>
public sealed class PriceCommands(GovernanceChanges changes)
{
    public Task<Result<PriceEntry>> AddAsync(Actor actor, PriceSpec spec, CancellationToken cancellationToken = default) =>
        changes.RunAsync(actor, AuditActions.PriceCreated, scope => Task.FromResult(Add(scope, spec)), cancellationToken);

    /// <summary>Ends an own price now; the book's price, or an older own one, holds again.</summary>
    public Task<Result<PriceEntry>> WithdrawAsync(Actor actor, Guid id, CancellationToken cancellationToken = default) =>
        changes.RunAsync<PriceEntry>(
            actor,
            AuditActions.PriceWithdrawn,
            async scope =>
            {
                var entry = await scope.Db.Prices.SingleOrDefaultAsync(x => x.Id == id && x.EndsAt == null, scope.CancellationToken);
                if (entry is null)
                {
                    return Failure.NotFound("such price in force");
                }

                if (entry.FromFile && scope.Actor.Kind != ActorKind.GovernanceFile)
                {
                    return Failure.Invalid("", "This price is managed by the governance file: change it there.");
                }

                Withdraw(scope, entry);
                return entry;
            },
            cancellationToken);

    internal static Result<PriceEntry> Add(ChangeScope scope, PriceSpec spec, bool fromFile = false)
    {
        var entry = ToEntry(spec, scope.Now, fromFile);
        var errors = Check(entry);
        if (entry.EffectiveFrom < scope.Now.AddMinutes(-1))
        {
            errors.Add(new("effective_from", "The past is never re-priced: choose now or later."));
        }

        if (errors.Count > 0)
        {
            return Failure.Invalid(errors);
        }

        scope.Db.Prices.Add(entry);
        scope.Touch(GovernedKind.Price, entry.Id);
        scope.Audit(AuditActions.PriceCreated, Target(entry), rows: entry);
        return entry;
    }

    /// <summary>What is wrong with a price whatever the time.</summary>
    internal static IReadOnlyList<FieldError> CheckSpec(PriceSpec spec) => Check(ToEntry(spec, DateTime.UnixEpoch, fromFile: true));

    internal static void Withdraw(ChangeScope scope, PriceEntry entry)
    {
        entry.EndsAt = scope.Now;
        scope.Touch(GovernedKind.Price, entry.Id);
        scope.Audit(AuditActions.PriceWithdrawn, Target(entry), rows: entry);
    }

    internal static PriceOverride ToOverride(PriceEntry entry) => new()
    {
        Id = entry.Id,
        Model = entry.Model,
        InputPerMtok = entry.InputPerMtok,
        CachedInputPerMtok = entry.CachedInputPerMtok,
        CacheWritePerMtok = entry.CacheWritePerMtok,
        CacheWrite1hPerMtok = entry.CacheWrite1hPerMtok,
        OutputPerMtok = entry.OutputPerMtok,
        ReasoningPerMtok = entry.ReasoningPerMtok,
        RequestsPerThousand = entry.RequestsPerThousand,
        PerImage = entry.PerImage,
        PerAudioHour = entry.PerAudioHour,
        PerMchar = entry.PerMchar,
        SearchesPerThousand = entry.SearchesPerThousand,
        DiscountPercent = entry.DiscountPercent,
        EffectiveFrom = entry.EffectiveFrom,
        Version = $"own-{entry.Id:N}",
    };

    private static AuditTarget Target(PriceEntry entry) => new("price", entry.Id, entry.Model);

    private static List<FieldError> Check(PriceEntry entry) =>
    [
        .. ToOverride(entry).Validate().Select(x => new FieldError(FieldOf(x.Property), x.Problem)),
    ];

    // The policy sees no word's begin at a digit.
    private static string FieldOf(string property) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(property).Replace("write1h", "write_1h", StringComparison.Ordinal);

    private static PriceEntry ToEntry(PriceSpec spec, DateTime now, bool fromFile) => new()
    {
        Model = spec.Model,
        InputPerMtok = spec.InputPerMtok,
        CachedInputPerMtok = spec.CachedInputPerMtok,
        CacheWritePerMtok = spec.CacheWritePerMtok,
        CacheWrite1hPerMtok = spec.CacheWrite1hPerMtok,
        OutputPerMtok = spec.OutputPerMtok,
        ReasoningPerMtok = spec.ReasoningPerMtok,
        RequestsPerThousand = spec.RequestsPerThousand,
        PerImage = spec.PerImage,
        PerAudioHour = spec.PerAudioHour,
        PerMchar = spec.PerMchar,
        SearchesPerThousand = spec.SearchesPerThousand,
        DiscountPercent = spec.DiscountPercent,
        EffectiveFrom = spec.EffectiveFrom ?? now,
        CreatedAt = now,
        FromFile = fromFile,
    };
}
