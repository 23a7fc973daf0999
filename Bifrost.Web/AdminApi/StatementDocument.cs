namespace Bifrost.Web.AdminApi;

/// <summary>
/// What <c>StatementExport</c> writes, for the API's description: a closed statement is answered as the bytes that were kept, so
/// nothing is ever made of this. A test reads those bytes into it.
/// </summary>
/// <param name="Number">Null for a draft.</param>
/// <param name="State"><c>draft</c> or <c>closed</c>.</param>
internal sealed record StatementDocument(
    long? Number, string State, string Month, Guid? CustomerId, string? Customer, DateTime? ClosedAt, string Currency, IReadOnlyList<StatementDocument.Line> Lines, StatementDocument.Amounts Total)
{
    /// <param name="Kind"><c>usage</c>, <c>adjustment</c> (of a month that was closed before) or <c>correction</c> (by hand).</param>
    /// <param name="BelongsTo">The month in which it was used or that it is about.</param>
    /// <param name="Requests">That were served; refused ones are in no line.</param>
    /// <param name="UnpricedRequests">Their cost is not known and not in the cost.</param>
    /// <param name="UnpricedHeldUsd">What budgets count for those; no part of the cost.</param>
    internal sealed record Line(
        string Kind, string BelongsTo, Guid? TeamId, string? Team, Guid? VirtualKeyId, string? VirtualKey, string? Provider, string? Model, string? Reason,
        long Requests, long InputTokens, long CachedInputTokens, long CacheWriteTokens, long OutputTokens, long ReasoningTokens, long UnpricedRequests, decimal ListCostUsd, decimal CostUsd, decimal UnpricedHeldUsd);

    /// <summary>The sum of all lines.</summary>
    internal sealed record Amounts(
        long Requests, long InputTokens, long CachedInputTokens, long CacheWriteTokens, long OutputTokens, long ReasoningTokens, long UnpricedRequests, decimal ListCostUsd, decimal CostUsd, decimal UnpricedHeldUsd);
}
