using System.Buffers;
using System.IO.Pipelines;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bifrost.Gateway.Admission;

/// <summary>
/// Reads a body into one buffer, within the limit, and within what all bodies together may hold. What counts is
/// what was received: a length that was only announced, or a body that was only begun, takes no room from others.
/// </summary>
internal sealed class BodyReader(GatewaySettings settings, BodyRoom room)
{
    /// <summary>Smaller buffers are not counted: they are bounded by the connections.</summary>
    private const int CountedFrom = 256 * 1024;

    private const int FirstBuffer = 16 * 1024;

    /// <summary>Up to here an announced length is believed, so that the usual prompt is never copied.</summary>
    private const int LargestFirstBuffer = 1024 * 1024;

    /// <summary>The body, or why it is refused.</summary>
    public async ValueTask<(RequestBody? Body, Refusal? Refusal)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > settings.MaxRequestBytes)
        {
            return (null, new Refusal.TooLarge(settings.MaxRequestBytes));
        }

        if (request.ContentLength is null && request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // The server counts the framing of chunks as well; the limit is on the body, and is kept below.
            limit.MaxRequestBodySize = (settings.MaxRequestBytes * 2) + FirstBuffer;
        }

        if (!TryRent((int)Math.Min(request.ContentLength ?? FirstBuffer, LargestFirstBuffer), out var buffer))
        {
            return (null, BodyRoom.Full);
        }

        var body = new RequestBody(buffer, Return);
        Refusal? refusal = null;
        try
        {
            refusal = await FillAsync(body, request, cancellationToken);
            return refusal is null ? (body, null) : (null, refusal);
        }
        catch
        {
            refusal = BodyRoom.Full;
            throw;
        }
        finally
        {
            if (refusal is not null)
            {
                body.Dispose();
            }
        }
    }

    private async ValueTask<Refusal?> FillAsync(RequestBody body, HttpRequest request, CancellationToken cancellationToken)
    {
        var reader = request.BodyReader;
        while (true)
        {
            ReadResult read;
            try
            {
                read = await reader.ReadAsync(cancellationToken);
            }
            catch (IOException exception)
            {
                // Broken framing, a caller that fell silent or went away: none of it is a failure of ours.
                return exception is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } ? new Refusal.TooLarge(settings.MaxRequestBytes) : new Refusal.InvalidRequest(null, "The body ended before it was complete.");
            }

            var refusal = Take(body, read.Buffer, request.ContentLength);
            reader.AdvanceTo(read.Buffer.End);
            if (refusal is not null || read.IsCompleted)
            {
                return refusal;
            }
        }
    }

    private Refusal? Take(RequestBody body, in ReadOnlySequence<byte> arrived, long? announced)
    {
        var needed = body.Length + arrived.Length;
        if (needed > settings.MaxRequestBytes)
        {
            return new Refusal.TooLarge(settings.MaxRequestBytes);
        }

        if (needed > body.Capacity)
        {
            // An announced length is worth larger steps, which copy less.
            var grown = body.Capacity * (announced is null ? 2L : 4L);
            var size = Math.Min(Math.Max(needed, grown), Math.Max(announced ?? settings.MaxRequestBytes, needed));
            if (!TryRent((int)size, out var larger))
            {
                return BodyRoom.Full;
            }

            body.MoveTo(larger);
        }

        body.Append(arrived);
        return null;
    }

    private bool TryRent(int size, out byte[] buffer)
    {
        buffer = LargeBuffers.Rent(size);
        if (buffer.Length < CountedFrom || room.TryTake(buffer.Length))
        {
            return true;
        }

        LargeBuffers.Return(buffer);
        return false;
    }

    private void Return(byte[] buffer)
    {
        if (buffer.Length >= CountedFrom)
        {
            room.Give(buffer.Length);
        }

        LargeBuffers.Return(buffer);
    }
}
