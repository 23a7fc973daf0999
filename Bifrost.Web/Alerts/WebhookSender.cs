using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Bifrost.Domain.Alerts;
using Bifrost.Gateway.Forwarding;
using Bifrost.Web.Hosting;

namespace Bifrost.Web.Alerts;

/// <summary>
/// Sends one message, as Standard Webhooks 1.0 says, through the gateway's one way out: addresses are checked after their name
/// was resolved, redirects are not followed. Never throws for what a receiver does.
/// </summary>
internal sealed class WebhookSender(UpstreamConnections connections, TimeProvider time)
{
    /// <summary>How long a receiver may take, its answer included.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private const int MostAnswerBytes = 4 * 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    public async Task<DeliveryAnswer> SendAsync(ClaimedDelivery delivery, CancellationToken cancellationToken = default)
    {
        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = Request(delivery);
        try
        {
            using var response = await connections.For(delivery.AllowPrivateNetwork, ConnectTimeout).SendAsync(request, either.Token);
            var text = await ReadAsync(response, either.Token);
            return new DeliveryAnswer((int)response.StatusCode, text, RetryAfter(response), Micros());
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new DeliveryAnswer(null, InWords(exception, delivery.Url.Host), null, Micros());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryAnswer(null, $"No answer within {Patience.TotalSeconds:0} s.", null, Micros());
        }

        long Micros() => (long)time.GetElapsedTime(started).TotalMicroseconds;
    }

    private HttpRequestMessage Request(ClaimedDelivery delivery)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url) { Content = content };
        request.Headers.TryAddWithoutValidation("User-Agent", $"Bifrost/{Product.Version}");
        request.Headers.TryAddWithoutValidation("webhook-id", delivery.MessageId);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", string.Join(' ', delivery.Secrets.Select(x => WebhookSecret.Sign(x, delivery.MessageId, timestamp, delivery.Body))));
        return request;
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[MostAnswerBytes];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return Printable(Encoding.UTF8.GetString(buffer, 0, length));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // The status has come, and it is what counts.
            return "";
        }
    }

    // PostgreSQL stores no NUL, and the console shows no other control character either.
    private static string Printable(string text) =>
        string.Create(text.Length, text, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = char.IsControl(from[i]) && from[i] is not '\n' ? ' ' : from[i];
            }
        });

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };

    private static string InWords(Exception exception, string host)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is EgressRefusedException)
            {
                return $"Not sent: {host} is on this machine or a private network, which this webhook does not allow (allow_private_network).";
            }
        }

        return $"No answer: {ConnectionFailure.InWords(exception)}";
    }
}
