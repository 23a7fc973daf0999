namespace Bifrost.Domain.Usage;

/// <summary>The cost of one line of a breakdown over the steps of its chart.</summary>
public sealed record BreakdownSeries(string Name, IReadOnlyList<Usd> Costs);
