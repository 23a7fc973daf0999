using Bifrost.Domain.Limits;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Tenancy;

namespace Bifrost.Domain.Governance.File;

/// <summary>A governance file as read, every value resolved. A section that is null is absent and leaves its rows alone.</summary>
public sealed record GovernanceFile
{
    public IReadOnlyList<GovernanceFileRow<CustomerSpec>>? Customers { get; init; }

    public IReadOnlyList<GovernanceFileRow<TeamSpec>>? Teams { get; init; }

    public IReadOnlyList<GovernanceFileRow<ProviderSpec>>? Providers { get; init; }

    public IReadOnlyList<GovernanceFileRow<PriceSpec>>? Prices { get; init; }

    public IReadOnlyList<GovernanceFileRow<FiledKey>>? VirtualKeys { get; init; }

    public IReadOnlyList<GovernanceFileRow<LimitSubjectSpec>>? ModelLimits { get; init; }

    public IReadOnlyList<GovernanceFileRow<LimitSubjectSpec>>? TagLimits { get; init; }

    public IReadOnlyList<GovernanceFileRow<LimitSubjectSpec>>? EndUserLimits { get; init; }

    public IReadOnlyList<GovernanceFileRow<FiledWebhook>>? Webhooks { get; init; }

    public IReadOnlyList<GovernanceFileRow<FiledToken>>? AdminTokens { get; init; }
}
