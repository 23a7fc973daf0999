namespace Bifrost.Gateway.Limits;

/// <summary>Where accounts' caps come from. Asked only when one is not open or its room does not suffice.</summary>
internal interface IHeadroom
{
    /// <summary>
    /// Holds an amount on every account, or on none. Null when it is held; otherwise the account that has no room for it, which
    /// is certain: at some moment since the call it fitted nowhere.
    /// </summary>
    /// <exception cref="HeadroomUnavailableException">Nobody can say: the database is away.</exception>
    Task<(Shortfall Short, SpendAccount Account)?> HoldAsync(ChargeSet charges, long nanos, CancellationToken cancellationToken);
}
