using Bifrost.Domain.Usage;

namespace Bifrost.Web.Console.Overview;

/// <summary>What the overview shows at one moment. A part that could not be read is null; the others are shown.</summary>
internal sealed record OverviewState
{
    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }

    public UsageChart? Chart { get; init; }

    /// <summary>Since midnight UTC.</summary>
    public UsageSpend? Today { get; init; }

    public OverviewGovernance? Governance { get; init; }

    public IReadOnlyDictionary<string, ProviderHealth>? Health { get; init; }

    /// <summary>Null where it could not be read.</summary>
    public IReadOnlyList<AttentionItem>? Attention { get; init; }

    /// <summary>Records have come, at any time: what the first steps lead to.</summary>
    public bool HasTraffic => Chart?.Whole.Requests > 0 || Today?.Requests > 0 || Governance?.HasRecords == true;
}
