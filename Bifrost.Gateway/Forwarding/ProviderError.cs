using System.Globalization;
using System.Net.Http.Headers;
using Bifrost.Domain.Governance;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Gateway.Forwarding;

/// <summary>A provider's own error: read within bounds, passed on only when it has OpenAI's shape and quotes no secret of ours.</summary>
internal static class ProviderError
{
    /// <summary>Longer error bodies are not passed on.</summary>
    private const int MaxBody = 64 * 1024;

    /// <summary>The longest wait that a provider's hint is believed for.</summary>
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    /// <summary>Reads the error into the attempt.</summary>
    public static async Task ReadAsync(Attempt attempt, HttpResponseMessage response, ProviderSnapshot provider, TimeProvider time, CancellationToken cancellationToken)
    {
        attempt.Failure = FailureKind.Status;
        attempt.Detail = string.Create(CultureInfo.InvariantCulture, $"it answered {attempt.Status}.");
        attempt.RetryAfter = RetryAfter(response.Headers.RetryAfter, time);
        if (response.Content.Headers.ContentEncoding.Count > 0)
        {
            return;
        }

        var body = await ReadBoundedAsync(response.Content, cancellationToken);
        attempt.RawError = body;
        attempt.QuotesSecret = body is not null && (ErrorObject.Quotes(body, attempt.Key) || ErrorObject.Quotes(body, response.RequestMessage, provider.ExtraHeaders));
        if (body is not null && ErrorObject.TryRead(body, out var code) && !attempt.QuotesSecret)
        {
            attempt.ErrorBody = body;
            attempt.ErrorCode = code;
        }
    }

    /// <summary>Passes the provider's own error on.</summary>
    public static async Task WriteAsync(HttpResponse response, Attempt attempt, byte[] body, CancellationToken cancellationToken)
    {
        response.StatusCode = attempt.Status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        if (attempt.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        await response.Body.WriteAsync(body, cancellationToken);
    }

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header, TimeProvider time)
    {
        var wait = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return wait is not { } value || value < TimeSpan.Zero ? null : value > MaxRetryAfter ? MaxRetryAfter : value;
    }

    private static async Task<byte[]?> ReadBoundedAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[4096];
        var length = 0;
        try
        {
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (read == 0)
                {
                    return buffer[..length];
                }

                length += read;
                if (length == MaxBody)
                {
                    return null;
                }

                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, Math.Min(MaxBody, length * 2));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status has been said; words that do not come change nothing about it.
            return null;
        }
    }
}
