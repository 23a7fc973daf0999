using System.Diagnostics.CodeAnalysis;

namespace Bifrost.Web.AdminApi;

/// <summary>A webhook that was just made or whose secret was rotated: the one answer that holds the secret.</summary>
internal sealed record WebhookWithSecret : WebhookRow
{
    [SetsRequiredMembers]
    public WebhookWithSecret(WebhookRow row, string secret)
        : base(row) => Secret = secret;

    public string Secret { get; }
}
