using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>What new limits would do at once, in words, before they are saved.</summary>
public sealed class LimitEffect(IDbContextFactory<BifrostDbContext> contexts, BudgetReport report, TimeProvider time)
{
    private const int MostAccounts = 1_000;

    /// <summary><c>3 keys would be refused now: $60.00 of $50.00 a day is spent.</c> Null when nothing is refused by them.</summary>
    /// <param name="limits">Checked.</param>
    public async Task<string?> OfAsync(LimitOwnerKind kind, Guid owner, LimitsSpec limits, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var subject = kind == LimitOwnerKind.Subject ? await db.LimitSubjects.AsNoTracking().SingleOrDefaultAsync(x => x.Id == owner, cancellationToken) : null;
        return await OfAsync(db, kind, owner, subject, limits, cancellationToken);
    }

    /// <summary>The same of a subject that has no limits yet: what it has spent already counts.</summary>
    /// <param name="spec">Checked.</param>
    public async Task<string?> OfNewAsync(LimitSubjectSpec spec, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var subject = new LimitSubject { Kind = spec.Kind, Pattern = spec.Pattern };
        return await OfAsync(db, LimitOwnerKind.Subject, subject.Id, subject, spec.Limits, cancellationToken);
    }

    private async Task<string?> OfAsync(BifrostDbContext db, LimitOwnerKind kind, Guid owner, LimitSubject? subject, LimitsSpec limits, CancellationToken cancellationToken)
    {
        var isEach = subject is not null && SubjectAccount.IsEach(subject.Kind, subject.Pattern);
        var stored = await report.OfAsync(owner, cancellationToken);
        foreach (var said in limits.Budgets.Where(x => x.Mode == BudgetMode.Hard))
        {
            var limit = Usd.FromDollars(said.LimitUsd);
            var status = stored.FirstOrDefault(x => IsSame(x.Budget, said));
            if (status is { Budget.Mode: BudgetMode.Hard } && limit >= status.Limit)
            {
                continue;
            }

            var spent = status is null ? await CarriedAsync(db, kind, owner, subject, said, cancellationToken)
                : isEach ? [.. (await report.AccountsAsync(status.Budget.Id, MostAccounts, cancellationToken: cancellationToken)).Select(x => x.Spent)]
                : [status.Spent];
            var over = spent.Where(x => x >= limit).ToList();
            if (over.Count > 0)
            {
                var who = isEach ? WhoOf(subject!, over.Count) : await WhoAsync(db, kind, owner, cancellationToken);
                return $"{who} would be refused now: {over.Max().ToExactDisplay()} of {limit.ToExactDisplay()} {LimitWords.Window(PeriodText.Parse(said.Period), said.TimeZone, said.Rolling)} is spent already.";
            }
        }

        return null;
    }

    private static bool IsSame(Budget budget, BudgetSpec said) =>
        PeriodText.Parse(said.Period) == budget.Period && said.Rolling == budget.Rolling && (said.Rolling || said.TimeZone == budget.TimeZone);

    private async Task<List<Usd>> CarriedAsync(BifrostDbContext db, LimitOwnerKind kind, Guid owner, LimitSubject? subject, BudgetSpec said, CancellationToken cancellationToken)
    {
        var budget = new Budget { OwnerKind = kind, OwnerId = owner, Period = PeriodText.Parse(said.Period), TimeZone = said.TimeZone, Rolling = said.Rolling };
        var carried = await CarriedSpend.ReadAsync(db, budget, subject, time.GetUtcNow().UtcDateTime, cancellationToken);
        return [.. carried.GroupBy(x => x.Account).Select(x => new Usd(x.Sum(s => s.CarriedNanos))).DefaultIfEmpty(Usd.Zero)];
    }

    private static string WhoOf(LimitSubject subject, int count) =>
        subject.Kind == LimitSubjectKind.EndUser ? Counted.Of(count, "end user") : $"{Counted.Of(count, "value")} of the tag";

    private static async Task<string> WhoAsync(BifrostDbContext db, LimitOwnerKind kind, Guid owner, CancellationToken cancellationToken)
    {
        var keys = db.VirtualKeys.Where(x => x.RevokedAt == null);
        var concerned = kind switch
        {
            LimitOwnerKind.Customer => keys.Where(x => x.CustomerId == owner || x.Team!.CustomerId == owner),
            LimitOwnerKind.Team => keys.Where(x => x.TeamId == owner),
            LimitOwnerKind.VirtualKey => keys.Where(x => x.Id == owner),
            _ => null,
        };
        return concerned is null ? "All its calls" : Counted.Of(await concerned.CountAsync(cancellationToken), "key");
    }
}
