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

    /// <summary>What is allowed and hardly meant: a key without models may use nothing, while an owner without them restricts nothing.</summary>
    public IReadOnlyList<GovernanceFileError> Warnings =>
        [.. (VirtualKeys ?? []).Where(x => x.Spec.Spec.Models is null or []).Select(x => x.ErrorAt("models", $"The key {x.Spec.Spec.Name} may use no model, and every call of it is refused: write \"models\": [\"provider/*\"], or [\"*\"] for all."))];
}
