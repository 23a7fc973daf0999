using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.KeyHolder;

/// <summary>What the database says of a key, at one moment.</summary>
/// <param name="Budgets">By owner and account; owners without a budget are absent.</param>
/// <param name="Others">What other nodes counted on rate limits and requests at once; empty where no other node shares the database.</param>
/// <param name="Today">Of the key, since midnight (UTC).</param>
/// <param name="Month">Of the key, today and the 29 days before.</param>
internal sealed record KeyReading(
    IReadOnlyDictionary<(Guid Owner, string Account), IReadOnlyList<BudgetStatus>> Budgets,
    IReadOnlyDictionary<ShareKey, ShareOthers> Others,
    KeyUsage Today,
    KeyUsage Month);
