using System.Buffers;
using System.IO.Pipelines;
using Bifrost.Gateway.Refusals;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Gateway.Admission;

/// <summary>Reads a body into one pooled buffer, within the limit, and within what all bodies together may hold.</summary>
internal sealed class BodyReader(GatewaySettings settings)
{
    /// <summary>All bodies together; beyond it requests are refused rather than the process killed.</summary>
    private const long MaxBytesInFlight = 512L * 1024 * 1024;

    /// <summary>Smaller bodies are not counted: they are bounded by the connections.</summary>
    private const int CountedFrom = 256 * 1024;

    private const int FirstBuffer = 16 * 1024;

    private long _inFlight;

    /// <summary>The body, or why it is refused.</summary>
    public async ValueTask<(RequestBody? Body, Refusal? Refusal)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > settings.MaxRequestBytes)
        {
            return (null, new Refusal.TooLarge(settings.MaxRequestBytes));
        }

        var counted = (request.ContentLength ?? CountedFrom) >= CountedFrom ? request.ContentLength ?? settings.MaxRequestBytes : 0;
        if (counted > 0 && Interlocked.Add(ref _inFlight, counted) > MaxBytesInFlight)
        {
            Interlocked.Add(ref _inFlight, -counted);
            return (null, new Refusal.Overloaded("Too many large requests are under way. Try again in a moment."));
        }

        if (counted > 0)
        {
            request.HttpContext.Response.OnCompleted(() =>
            {
                Interlocked.Add(ref _inFlight, -counted);
                return Task.CompletedTask;
            });
        }

        return await CopyAsync(request, cancellationToken);
    }

    private async ValueTask<(RequestBody? Body, Refusal? Refusal)> CopyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? FirstBuffer));
        var length = 0;
        var reader = request.BodyReader;
        while (true)
        {
            ReadResult read;
            try
            {
                read = await reader.ReadAsync(cancellationToken);
            }
            catch (BadHttpRequestException exception)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                return (null, exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? new Refusal.TooLarge(settings.MaxRequestBytes) : new Refusal.InvalidRequest(null, "The body ended before it was complete."));
            }

            var arrived = (int)Math.Min(read.Buffer.Length, settings.MaxRequestBytes + 1 - length);
            if (length + arrived > settings.MaxRequestBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                ArrayPool<byte>.Shared.Return(buffer);
                return (null, new Refusal.TooLarge(settings.MaxRequestBytes));
            }

            buffer = Grow(buffer, length, length + arrived);
            read.Buffer.CopyTo(buffer.AsSpan(length));
            length += arrived;
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return (new RequestBody(buffer, length), null);
            }
        }
    }

    private static byte[] Grow(byte[] buffer, int length, int needed)
    {
        if (needed <= buffer.Length)
        {
            return buffer;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, buffer.Length * 2));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
