namespace Bifrost.Gateway.Limits;

/// <summary>Holds an amount, asking for room as long as there may be some.</summary>
internal sealed class RoomFinder(SpendLedger ledger, IHeadroom headroom)
{
    // Others may take what was made room for; each round asks again.
    private const int MostRounds = 50;

    /// <summary>Null when it is held on every account; otherwise the account that has no room for it, and none is held.</summary>
    /// <exception cref="HeadroomUnavailableException">Nobody can say.</exception>
    public async Task<(Shortfall Short, SpendAccount Account)?> HoldAsync(ChargeSet charges, long nanos, CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            if (ledger.TryReserve(charges, nanos) is not { } account)
            {
                return null;
            }

            if (await headroom.AskAsync(account, nanos, cancellationToken) is { } shortfall)
            {
                return (shortfall, account);
            }

            if (round == MostRounds)
            {
                throw new HeadroomUnavailableException("Others took the room each time that it was made.");
            }
        }
    }
}
