using System.Globalization;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>What new limits would do at once, in words, before they are saved.</summary>
public sealed class LimitEffect(IDbContextFactory<BifrostDbContext> contexts, BudgetReport report, ConcernedKeys keys, TimeProvider time)
{
    private const int MostAccounts = 1_000;

    /// <summary>
    /// <c>3 keys (app, ci and search) would be refused now: $60.00 of $50.00 a day is spent already.</c>, and which alerts would be
    /// told at once. Null when neither is so, and while the database is away: saving then says so itself.
    /// </summary>
    /// <param name="limits">Checked.</param>
    public async Task<string?> OfAsync(LimitOwnerKind kind, Guid owner, LimitsSpec limits, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var subject = kind == LimitOwnerKind.Subject ? await db.LimitSubjects.AsNoTracking().SingleOrDefaultAsync(x => x.Id == owner, cancellationToken) : null;
            return await OfAsync(db, kind, owner, subject, limits, cancellationToken);
        }
        catch (Exception exception) when (DatabaseFailure.IsAway(exception))
        {
            return null;
        }
    }

    /// <summary>The same of a subject that has no limits yet: what it has spent already counts.</summary>
    /// <param name="spec">Checked.</param>
    public async Task<string?> OfNewAsync(LimitSubjectSpec spec, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var subject = new LimitSubject { Kind = spec.Kind, Pattern = spec.Pattern };
            return await OfAsync(db, LimitOwnerKind.Subject, subject.Id, subject, spec.Limits, cancellationToken);
        }
        catch (Exception exception) when (DatabaseFailure.IsAway(exception))
        {
            return null;
        }
    }

    private async Task<string?> OfAsync(BifrostDbContext db, LimitOwnerKind kind, Guid owner, LimitSubject? subject, LimitsSpec limits, CancellationToken cancellationToken)
    {
        string? refusal = null;
        var alerts = new List<string>();
        var stored = await report.OfAsync(owner, cancellationToken);
        foreach (var said in limits.Budgets)
        {
            var status = stored.FirstOrDefault(x => IsSame(x.Budget, said));
            var change = new BudgetEdit(said, status, await SpentAsync(db, kind, owner, subject, said, status, cancellationToken));
            if (refusal is null && change.Refused is { Count: > 0 } refused)
            {
                var who = subject is not null && SubjectAccount.IsEach(subject.Kind, subject.Pattern) ? WhoOf(subject, refused) : await WhoAsync(kind, owner, cancellationToken);
                refusal = $"{who} would be refused now: {refused.Max(x => x.Spent).ToExactDisplay()} of {change.Words} is spent already.";
            }

            if (change.Told is { Count: > 0 } told)
            {
                var percents = told.Select(x => x.ToString(CultureInfo.InvariantCulture) + " %").ToList();
                alerts.Add($"Told at once: the alert{(told.Count == 1 ? "" : "s")} of {Counted.Joined(percents)} of {change.Words}.");
            }
        }

        return refusal is null && alerts.Count == 0 ? null : string.Join(' ', alerts.Prepend(refusal).OfType<string>());
    }

    private static bool IsSame(Budget budget, BudgetSpec said) =>
        PeriodText.Parse(said.Period) == budget.Period && said.Rolling == budget.Rolling && (said.Rolling || said.TimeZone == budget.TimeZone);

    /// <summary>What each account of a budget has spent; of one that is not stored yet, what it begins with.</summary>
    private async Task<List<(string Account, Usd Spent)>> SpentAsync(
        BifrostDbContext db, LimitOwnerKind kind, Guid owner, LimitSubject? subject, BudgetSpec said, BudgetStatus? status, CancellationToken cancellationToken)
    {
        if (status is not null)
        {
            var accounts = subject is not null && SubjectAccount.IsEach(subject.Kind, subject.Pattern) ? await report.AccountsAsync(status.Budget.Id, MostAccounts, cancellationToken: cancellationToken) : [status];
            return [.. accounts.Select(x => (x.Account, x.Spent))];
        }

        var budget = new Budget { OwnerKind = kind, OwnerId = owner, Period = PeriodText.Parse(said.Period), TimeZone = said.TimeZone, Rolling = said.Rolling };
        var carried = await CarriedSpend.ReadAsync(db, budget, subject, time.GetUtcNow().UtcDateTime, cancellationToken);
        return [.. carried.GroupBy(x => x.Account).Select(x => (x.Key, new Usd(x.Sum(s => s.CarriedNanos)))).DefaultIfEmpty(("", Usd.Zero))];
    }

    private static string WhoOf(LimitSubject subject, IReadOnlyList<(string Account, Usd Spent)> refused)
    {
        var names = refused.OrderByDescending(x => x.Spent).Select(x => x.Account).ToList();
        return subject.Kind == LimitSubjectKind.EndUser ? Counted.Of(refused.Count, "end user", names) : $"{Counted.Of(refused.Count, "value", names)} of the tag";
    }

    private async Task<string> WhoAsync(LimitOwnerKind kind, Guid owner, CancellationToken cancellationToken) =>
        await keys.WordsAsync(kind, owner, cancellationToken) switch
        {
            null => "All its calls",
            ConcernedKeys.None => "Any key of it",
            var words => words,
        };
}
