using System.Net;
using Bifrost.Gateway.Admission;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// A caller's body with its edits applied while it is sent, without a second copy. Holds the body's buffer as long as it
/// is being sent: an HTTP/2 provider may answer before it has read everything.
/// </summary>
internal sealed class SplicedContent(RequestBody body, BodyEdits edits) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!body.TryHold())
        {
            throw new IOException("The request ended before its body was sent.");
        }

        try
        {
            await WriteAsync(stream, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            body.Dispose();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = edits.LengthOf(body.Length);
        return true;
    }

    // Small pieces land in the connection's buffer, so that head and body leave in one packet.
    private async ValueTask WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        var bytes = body.Bytes;
        var taken = 0;
        foreach (var splice in edits.Splices)
        {
            await stream.WriteAsync(bytes[taken..splice.Offset], cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(splice.Replacement, cancellationToken).ConfigureAwait(false);
            taken = splice.Offset + splice.Removed;
        }

        await stream.WriteAsync(bytes[taken..], cancellationToken).ConfigureAwait(false);
    }
}
