using Bifrost.Domain.Usage;

namespace Bifrost.Web.Console.Requests;

/// <summary>One request as its drawer shows it.</summary>
/// <param name="PriceSource">Where its price comes from, in words; null when it had none.</param>
/// <param name="ContentUntil">Until when prompt and answer are kept, UTC; null when they are not.</param>
public sealed record RequestDetail(UsageRecord Record, string? PriceSource, DateTime? ContentUntil);
