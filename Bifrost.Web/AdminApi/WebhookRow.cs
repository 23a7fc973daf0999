using Bifrost.Domain.Alerts;
using Bifrost.Domain.Identity;

namespace Bifrost.Web.AdminApi;

/// <summary>What a list and an answer show of a webhook: of its secret the last four characters.</summary>
internal record WebhookRow
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Whole for an admin; without its query, which can carry a secret, for an auditor.</summary>
    public required string Url { get; init; }

    /// <summary>Empty sends every kind.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    public bool AllowPrivateNetwork { get; init; }

    public required string SecretLastFour { get; init; }

    /// <summary>Until then the secret before the last rotation signs too.</summary>
    public DateTime? PreviousSecretUntil { get; init; }

    /// <summary>Managed by the governance file: it is changed and removed there.</summary>
    public bool FromFile { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime? DisabledAt { get; init; }

    /// <summary>Why, where not an operator disabled it.</summary>
    public string? DisabledReason { get; init; }

    public int Version { get; init; }

    public static WebhookRow Of(Webhook webhook, Role? reader) => new()
    {
        Id = webhook.Id,
        Name = webhook.Name,
        Url = reader == Role.Admin ? webhook.Url : webhook.ShownUrl,
        Kinds = webhook.Kinds,
        AllowPrivateNetwork = webhook.AllowPrivateNetwork,
        SecretLastFour = webhook.LastFour,
        PreviousSecretUntil = webhook.PreviousUntil,
        FromFile = webhook.FromFile,
        CreatedAt = webhook.CreatedAt,
        DisabledAt = webhook.DisabledAt,
        DisabledReason = webhook.DisabledReason,
        Version = webhook.Version,
    };
}
