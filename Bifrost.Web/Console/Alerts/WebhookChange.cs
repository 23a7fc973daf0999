using Bifrost.Domain.Alerts;

namespace Bifrost.Web.Console.Alerts;

/// <summary>What the dialog saved.</summary>
/// <param name="Issued">A new webhook with its secret; null when one was changed.</param>
internal sealed record WebhookChange(IssuedWebhook? Issued);
