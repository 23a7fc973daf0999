namespace Bifrost.Domain.Usage;

/// <summary>Up to 50 request records, newest first.</summary>
/// <param name="Next">Where the next page begins: pass it as <c>before</c>; null on the last page.</param>
public sealed record UsagePage(IReadOnlyList<UsageRecord> Records, Guid? Next);
