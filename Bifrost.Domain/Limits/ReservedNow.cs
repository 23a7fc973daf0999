namespace Bifrost.Domain.Limits;

/// <summary>What this process holds for requests under way, where it decides alone; set by the gateway. On a shared database the leases say it.</summary>
public sealed class ReservedNow
{
    /// <summary>Nano-dollars reserved on a budget's account (budget number, account).</summary>
    public Func<int, string, long> Of { get; set; } = (_, _) => 0;
}
