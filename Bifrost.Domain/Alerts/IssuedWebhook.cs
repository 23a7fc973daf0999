namespace Bifrost.Domain.Alerts;

/// <summary>A webhook whose secret was just made: the one moment at which it is known.</summary>
public sealed record IssuedWebhook(Webhook Webhook, string Secret);
