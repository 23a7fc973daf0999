namespace Bifrost.Web.Console.Shared;

/// <summary>One value at one moment (UTC); null leaves a gap and is never drawn as 0.</summary>
public readonly record struct ChartPoint(DateTime Time, double? Value);
