namespace Bifrost.Bench.Report;

/// <summary>What a number counts, and so how it is written.</summary>
internal enum Unit
{
    Microseconds,
    Bytes,
    PerSecond,
    Count,
}
