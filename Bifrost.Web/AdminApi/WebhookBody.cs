using System.ComponentModel.DataAnnotations;
using Bifrost.Domain.Alerts;

namespace Bifrost.Web.AdminApi;

/// <summary>A webhook as it is written, always whole. Its secret is made by us and never written.</summary>
internal sealed record WebhookBody
{
    [Required]
    public string? Name { get; init; }

    [Required]
    public string? Url { get; init; }

    /// <summary>Absent or empty sends every kind.</summary>
    public List<string>? Kinds { get; init; }

    public bool AllowPrivateNetwork { get; init; }

    public WebhookSpec ToSpec() => new(Name ?? "", Url ?? "", [.. (Kinds ?? []).Select(x => x ?? "")], AllowPrivateNetwork);
}
