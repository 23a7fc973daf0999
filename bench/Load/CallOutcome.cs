namespace Bifrost.Bench.Load;

/// <summary>How one call went: HTTP status, events seen, the longest pause between two of them in nanoseconds.</summary>
internal readonly record struct CallOutcome(int Status, int Events, long LongestGap);
