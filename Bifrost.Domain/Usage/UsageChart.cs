namespace Bifrost.Domain.Usage;

/// <summary>A range as the console draws it.</summary>
/// <param name="Points">Oldest first, without gaps, at most 300.</param>
/// <param name="Whole">The whole range as one point: its percentiles are those of all its requests.</param>
public sealed record UsageChart(UsageRange Range, TimeSpan Step, IReadOnlyList<UsagePoint> Points, UsagePoint Whole);
