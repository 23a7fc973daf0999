namespace Bifrost.Gateway.Limits;

/// <summary>Where an account's cap comes from. Asked only when the account is not open or its room does not suffice.</summary>
internal interface IHeadroom
{
    /// <summary>
    /// Tries to make room for an amount. Null when it is worth trying again to reserve; otherwise why it does not fit,
    /// which is certain: at some moment since the call it fitted nowhere.
    /// </summary>
    /// <exception cref="HeadroomUnavailableException">Nobody can say: the database is away.</exception>
    Task<Shortfall?> AskAsync(SpendAccount account, long nanos, CancellationToken cancellationToken);
}
