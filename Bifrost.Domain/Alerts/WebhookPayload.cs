using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Bifrost.Domain.Alerts;

/// <summary>The body of a webhook: <c>{"type":…,"timestamp":…,"data":{…}}</c>, as README describes it.</summary>
internal static class WebhookPayload
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The header <c>webhook-id</c>; without a full stop, which separates what is signed.</summary>
    public static string MessageId(Guid id) => $"msg_{id:N}";

    /// <summary>An object with these fields, for <see cref="Alert.Details"/>.</summary>
    public static string Details(object fields) => JsonSerializer.Serialize(fields, SnakeCase);

    public static string Of(Alert alert) => Write(AlertKinds.TextOf(alert.Kind), alert.At, json =>
    {
        json.WriteString("alert_id", alert.Id);
        json.WriteString("severity", JsonNamingPolicy.SnakeCaseLower.ConvertName(alert.Severity.ToString()));
        json.WriteString("title", alert.Title);
        json.WriteString("text", alert.Text);
        json.WriteStartObject("subject");
        json.WriteString("kind", alert.SubjectKind);
        json.WriteString("id", alert.SubjectId);
        json.WriteString("name", alert.Subject);
        json.WriteEndObject();
        using var details = JsonDocument.Parse(alert.Details);
        foreach (var field in details.RootElement.EnumerateObject())
        {
            field.WriteTo(json);
        }
    });

    /// <summary>What an operator sends to see whether a receiver works.</summary>
    public static string OfTest(Webhook webhook, string actor, DateTime at) => Write(AlertKinds.Test, at, json =>
    {
        json.WriteString("text", $"{actor} sent this test to the webhook {webhook.Name}.");
        json.WriteStartObject("subject");
        json.WriteString("kind", "webhook");
        json.WriteString("id", webhook.Id);
        json.WriteString("name", webhook.Name);
        json.WriteEndObject();
    });

    private static string Write(string type, DateTime at, Action<Utf8JsonWriter> data)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("timestamp", at.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            json.WriteStartObject("data");
            data(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
