namespace Bifrost.Domain.Alerts;

/// <summary>
/// One message to one webhook: written in the transaction of its alert, sent by whichever node claims it, tried again until
/// the receiver takes it. At least once: a receiver tells repeated messages by <see cref="MessageId"/>.
/// </summary>
public sealed class WebhookDelivery
{
    public Guid Id { get; set; }

    public Guid WebhookId { get; set; }

    public Webhook? Webhook { get; set; }

    /// <summary>Null for a test.</summary>
    public Guid? AlertId { get; set; }

    /// <summary>The header <c>webhook-id</c>: the same at each try, and to each webhook that gets this alert.</summary>
    public required string MessageId { get; set; }

    /// <summary>The payload's type.</summary>
    public required string Type { get; set; }

    /// <summary>The payload, byte for byte what is signed.</summary>
    public required string Body { get; set; }

    public DeliveryState State { get; set; }

    public DateTime CreatedAt { get; set; }

    /// <summary>When it may be sent next, UTC; while a node sends it, when its claim ends.</summary>
    public DateTime DueAt { get; set; }

    /// <summary>Rises with each claim: a node whose claim another has overtaken writes no result.</summary>
    public int Claims { get; set; }

    /// <summary>Tries that have ended since it was last asked for.</summary>
    public int Attempts { get; set; }

    public DateTime? LastAttemptAt { get; set; }

    /// <summary>HTTP status of the last try; null where no answer came.</summary>
    public int? LastStatus { get; set; }

    /// <summary>The beginning of the receiver's answer, or why none came.</summary>
    public string? LastAnswer { get; set; }

    /// <summary>Microseconds that the last try took.</summary>
    public long? LastMicros { get; set; }
}
