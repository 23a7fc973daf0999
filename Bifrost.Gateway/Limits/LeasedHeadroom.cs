using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// For one node of several: caps are leases from the shared database, a quarter of what is free at a time, and exactly what is
/// needed near the limit. What is leased for a call is held for it in the same breath, over all of its accounts or none.
/// Before a no, the other nodes are asked for what they do not hold.
/// </summary>
internal sealed partial class LeasedHeadroom(SpendLedger ledger, LeaseStore leases, WaitingRecords waiting, TimeProvider time) : IHeadroom
{
    private static readonly TimeSpan LongestRecall = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan RecallRound = TimeSpan.FromMilliseconds(15);

    private static readonly Usd Unlimited = new(long.MaxValue);

    // Longer than it takes where the database answers and another node does not: the question before, and one's own.
    private static readonly TimeSpan LongestHold = (2 * LongestRecall) + TimeSpan.FromSeconds(5);

    // Above what an earlier run of this node may have on its way.
    private long _operation = time.GetUtcNow().UtcTicks;
    private volatile bool _isAway;

    /// <summary>Somebody waits for what was taken back to reach the database.</summary>
    public event Action? ReturnsAwaited;

    /// <summary>How long after a recall only what is needed is leased.</summary>
    public static TimeSpan Tense { get; } = TimeSpan.FromSeconds(5);

    /// <summary>A number above all before it, for the next operation on leases.</summary>
    public long NextOperation() => Interlocked.Increment(ref _operation);

    /// <summary>The database does not answer: until <see cref="NoteBack"/> nobody waits for it, and what is not leased is not to be had.</summary>
    public void NoteAway() => _isAway = true;

    /// <summary>It has answered.</summary>
    public void NoteBack() => _isAway = false;

    public async Task<(Shortfall Short, SpendAccount Account)?> HoldAsync(ChargeSet charges, long nanos, CancellationToken cancellationToken)
    {
        var hold = HoldInTurnAsync(charges, nanos, cancellationToken);
        try
        {
            return await hold.WaitAsync(LongestHold, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            NoteAway();
            _ = ReleaseLateAsync(hold, charges, nanos);
            throw new HeadroomUnavailableException("The database does not answer.");
        }
    }

    /// <summary>What comes after its caller has left is free again.</summary>
    private async Task ReleaseLateAsync(Task<(Shortfall Short, SpendAccount Account)?> hold, ChargeSet charges, long nanos)
    {
        await ((Task)hold).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (hold.IsCompletedSuccessfully && await hold is null)
        {
            ledger.Release(charges, nanos);
        }
    }

    private async Task<(Shortfall Short, SpendAccount Account)?> HoldInTurnAsync(ChargeSet charges, long nanos, CancellationToken cancellationToken)
    {
        var arrived = time.GetTimestamp();
        var accounts = charges.Accounts.Where(x => x.Budget.Budget.IsHard).OrderBy(x => x.Budget.Budget.Number).ThenBy(x => x.Budget.Account, StringComparer.Ordinal).ToArray();
        var entered = 0;
        try
        {
            // In one order: no two calls wait for each other in a circle.
            for (; entered < accounts.Length; entered++)
            {
                await accounts[entered].Asking.WaitAsync(cancellationToken);
            }

            return await AskAsync(charges, accounts, nanos, arrived, cancellationToken);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or HeadroomUnavailableException))
        {
            _isAway |= DatabaseFailure.IsAway(exception);
            throw new HeadroomUnavailableException("The database does not say whether there is room.", exception);
        }
        finally
        {
            while (entered > 0)
            {
                accounts[--entered].Asking.Release();
            }
        }
    }

    internal static LeaseKey KeyOf(SpendAccount account) => new(account.Budget.Budget.Number, account.Budget.Account, account.Window);

    private async Task<(Shortfall Short, SpendAccount Account)?> AskAsync(ChargeSet charges, SpendAccount[] accounts, long nanos, long arrived, CancellationToken cancellationToken)
    {
        if (!ledger.With(_ => ledger.IsAlive))
        {
            throw new HeadroomUnavailableException("This node's leases have ended: the database was away for too long.");
        }

        await CountAsync(accounts, cancellationToken);
        if (ledger.TryReserve(charges, nanos) is null)
        {
            return null;
        }

        // Whoever came before a question was put has its answer, if it was for no more.
        foreach (var account in accounts)
        {
            if (account.LastShortfall is { } last && last.AskedAt >= arrived && nanos >= last.Needed)
            {
                return (last with { Needed = nanos }, account);
            }
        }

        return _isAway
            ? throw new HeadroomUnavailableException("The database is away.")
            : await AskDatabaseAsync(charges, accounts, nanos, cancellationToken);
    }

    private async Task<(Shortfall Short, SpendAccount Account)?> AskDatabaseAsync(ChargeSet charges, SpendAccount[] accounts, long nanos, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var recalled = false;
        while (true)
        {
            await WaitForCoverAsync(accounts, asked, cancellationToken);

            // Before the grant: what is on its way has arrived when the grant looks. After it: of a limit that fell a part may just have gone.
            var returning = AreReturning(accounts);
            var (held, short0, answer) = await GrantAsync(charges, accounts, nanos);
            if (held)
            {
                return null;
            }

            returning |= AreReturning(accounts);
            var isLate = time.GetElapsedTime(asked) > LongestRecall;
            if (short0 is null)
            {
                if (isLate)
                {
                    throw new HeadroomUnavailableException("Others took the room each time that it was made.");
                }

                continue;
            }

            if (((answer!.Others == Usd.Zero || (recalled && answer.Unanswered == 0)) && !returning) || isLate)
            {
                return (short0.LastShortfall = Describe(short0, answer, nanos, asked), short0);
            }

            recalled = recalled || (answer.Others > Usd.Zero && await RecallAsync(accounts, cancellationToken));
            await Task.Delay(RecallRound, cancellationToken);
        }
    }

    /// <summary>The database was away while something was covered: it is told before it is asked.</summary>
    private async Task WaitForCoverAsync(SpendAccount[] accounts, long asked, CancellationToken cancellationToken)
    {
        while (ledger.With(_ => Array.Exists(accounts, x => x.Covering > 0)))
        {
            if (time.GetElapsedTime(asked) > LongestRecall)
            {
                throw new HeadroomUnavailableException("The database does not say whether there is room.");
            }

            ReturnsAwaited?.Invoke();
            await Task.Delay(RecallRound, cancellationToken);
        }
    }

    private bool AreReturning(SpendAccount[] accounts)
    {
        var some = ledger.With(_ => Array.Exists(accounts, x => x.Returning > 0));
        if (some)
        {
            ReturnsAwaited?.Invoke();
        }

        return some;
    }

    private async Task<bool> RecallAsync(SpendAccount[] accounts, CancellationToken cancellationToken)
    {
        var until = time.GetTimestamp() + (long)(Tense.TotalSeconds * time.TimestampFrequency);
        ledger.With(_ => Array.TrueForAll(accounts, x => (x.TenseUntil = until) > 0));
        await leases.RecallAsync(accounts.Select(KeyOf), cancellationToken);
        return true;
    }
}
