using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers.Prices;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Providers;

/// <summary>Adds and withdraws own prices. A price in force is never edited: the past keeps the price it had.</summary>
public sealed class PriceCommands(GovernanceChanges changes)
{
    private const decimal MaxRate = 1_000_000m;

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
        var errors = Check(spec, scope.Now);
        if (errors.Count > 0)
        {
            return Failure.Invalid(errors);
        }

        var entry = new PriceEntry
        {
            Model = spec.Model,
            InputPerMtok = spec.InputPerMtok,
            CachedInputPerMtok = spec.CachedInputPerMtok,
            CacheWritePerMtok = spec.CacheWritePerMtok,
            CacheWrite1hPerMtok = spec.CacheWrite1hPerMtok,
            OutputPerMtok = spec.OutputPerMtok,
            ReasoningPerMtok = spec.ReasoningPerMtok,
            RequestsPerThousand = spec.RequestsPerThousand,
            DiscountPercent = spec.DiscountPercent,
            EffectiveFrom = spec.EffectiveFrom ?? scope.Now,
            CreatedAt = scope.Now,
            FromFile = fromFile,
        };
        scope.Db.Prices.Add(entry);
        scope.Touch(GovernedKind.Price, entry.Id);
        scope.Audit(AuditActions.PriceCreated, Target(entry), rows: entry);
        return entry;
    }

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
        DiscountPercent = entry.DiscountPercent,
        EffectiveFrom = entry.EffectiveFrom,
        EndsAt = entry.EndsAt,
        Version = $"own-{entry.Id:N}",
    };

    private static AuditTarget Target(PriceEntry entry) => new("price", entry.Id, entry.Model);

    private static List<FieldError> Check(PriceSpec spec, DateTime now)
    {
        var errors = new List<FieldError>();
        var slash = spec.Model.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == spec.Model.Length - 1 || spec.Model.Length > 256 || spec.Model.Any(char.IsControl))
        {
            errors.Add(new("model", "Write provider-name/model; * stands for any part."));
        }

        (string Field, decimal? Rate)[] rates =
        [
            ("input_per_mtok", spec.InputPerMtok), ("cached_input_per_mtok", spec.CachedInputPerMtok), ("cache_write_per_mtok", spec.CacheWritePerMtok),
            ("cache_write_1h_per_mtok", spec.CacheWrite1hPerMtok), ("output_per_mtok", spec.OutputPerMtok), ("reasoning_per_mtok", spec.ReasoningPerMtok),
            ("requests_per_thousand", spec.RequestsPerThousand),
        ];
        foreach (var (field, rate) in rates)
        {
            if (rate is < 0 or > MaxRate)
            {
                errors.Add(new(field, $"Use 0 to {MaxRate:N0} dollars."));
            }
        }

        if (spec.DiscountPercent is < 0 or > 100)
        {
            errors.Add(new("discount_percent", "Use 0 to 100."));
        }

        if (rates.All(x => x.Rate is null) && spec.DiscountPercent is null)
        {
            errors.Add(new("model", "Give at least one rate or a discount."));
        }

        if (spec.EffectiveFrom is { } from && from < now.AddMinutes(-1))
        {
            errors.Add(new("effective_from", "The past is never re-priced: choose now or later."));
        }

        return errors;
    }
}
