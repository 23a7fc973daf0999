using System.Net;

namespace Bifrost.Gateway.Forwarding;

/// <summary>A response body whose stream is a tap: what YARP copies from.</summary>
internal sealed class TapContent(Stream tap) : HttpContent
{
    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(tap);

    protected override Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) => Task.FromResult(tap);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => tap.CopyToAsync(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            tap.Dispose();
        }

        base.Dispose(disposing);
    }
}
