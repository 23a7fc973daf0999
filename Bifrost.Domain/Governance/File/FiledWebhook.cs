using Bifrost.Domain.Alerts;

namespace Bifrost.Domain.Governance.File;

/// <summary>A webhook as the governance file has it: its signing secret comes with it.</summary>
public sealed record FiledWebhook(WebhookSpec Spec, Secret Secret);
