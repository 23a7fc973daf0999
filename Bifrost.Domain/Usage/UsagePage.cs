namespace Bifrost.Domain.Usage;

/// <summary>Request records, newest first.</summary>
/// <param name="Next">Where the next page begins: pass it as <c>before</c>; null on the last page.</param>
public sealed record UsagePage(IReadOnlyList<UsageRecord> Records, Guid? Next);
