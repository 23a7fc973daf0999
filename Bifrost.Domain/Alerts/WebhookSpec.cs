namespace Bifrost.Domain.Alerts;

/// <summary>What a webhook is to be; always whole.</summary>
/// <param name="Kinds">As <see cref="AlertKinds"/> writes them; empty sends all.</param>
public sealed record WebhookSpec(string Name, string Url, IReadOnlyList<string> Kinds, bool AllowPrivateNetwork = false);
