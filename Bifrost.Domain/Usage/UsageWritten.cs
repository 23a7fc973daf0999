namespace Bifrost.Domain.Usage;

/// <summary>Records have reached the database.</summary>
/// <param name="Count">How many were new.</param>
/// <param name="At">When, UTC.</param>
public sealed record UsageWritten(int Count, DateTime At);
