using System.Globalization;

namespace Bifrost.Domain.Alerts;

/// <summary>A webhook that does not reach its receiver, in words: once a day and webhook when given up, once when it is gone.</summary>
internal static class WebhookAlert
{
    public static Alert Of(Webhook webhook, WebhookDelivery delivery, DeliveryAnswer answer, DateTime now)
    {
        var last = answer.Status is { } status ? string.Create(CultureInfo.InvariantCulture, $"The last answer was {status}.") : answer.Text;
        return new Alert
        {
            Key = answer.IsGone
                ? $"webhook_gone/{delivery.Id:N}/{delivery.Claims}"
                : string.Create(CultureInfo.InvariantCulture, $"webhook_failed/{webhook.Id:N}/{now:yyyyMMdd}"),
            Kind = AlertKind.WebhookFailed,
            Severity = AlertSeverity.Failed,
            Title = answer.IsGone ? $"Webhook {webhook.Name} is gone" : $"Webhook {webhook.Name} is not taken",
            Text = answer.IsGone
                ? $"The receiver of the webhook {webhook.Name} answered 410: it wants nothing any more. The webhook is disabled."
                : string.Create(CultureInfo.InvariantCulture, $"The webhook {webhook.Name} could not deliver {delivery.Type} in {RetrySchedule.MostAttempts} tries over three days, and gave it up. {last} Mend the receiver, then send it again."),
            SubjectKind = "webhook",
            SubjectId = webhook.Id.ToString(),
            Subject = webhook.Name,
            Details = WebhookPayload.Details(new { DeliveryId = delivery.Id, delivery.Type, LastStatus = answer.Status, Disabled = answer.IsGone }),
            At = now,
            KeptUntil = now + AlertBook.Kept,
        };
    }
}
