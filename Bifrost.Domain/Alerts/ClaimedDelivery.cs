namespace Bifrost.Domain.Alerts;

/// <summary>A delivery that this node may send until its claim ends.</summary>
/// <param name="Claim">Which claim it is; a later one takes the result's place.</param>
/// <param name="Secrets">To sign with, the newest first. Never printed: a record's text would show them.</param>
public sealed record ClaimedDelivery(Guid Id, Guid WebhookId, int Claim, Uri Url, bool AllowPrivateNetwork, string MessageId, string Body, IReadOnlyList<string> Secrets)
{
    public override string ToString() => $"{MessageId} to {Url.Host}";
}
