using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Bifrost.Gateway.Exchanges;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bifrost.Gateway.Playground;

/// <summary>One chat of the playground: a request without a connection, whose answer is read here.</summary>
public sealed class PlaygroundCall : IAsyncDisposable
{
    private readonly Pipe _pipe = new();
    private readonly PlaygroundLifetime _lifetime;
    private readonly PlaygroundResponse _response;
    private readonly DefaultHttpContext _context;
    private Task _handled = Task.CompletedTask;

    internal PlaygroundCall(Guid keyId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        _lifetime = new PlaygroundLifetime(cancellationToken);
        var output = new StartingStream(_pipe.Writer.AsStream());
        _response = new PlaygroundResponse(output);
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = "POST", Protocol = "HTTP/1.1", Scheme = "http", Path = "/v1/chat/completions", Body = StreamOf(body) });
        features.Set<IHttpResponseFeature>(_response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(output));
        features.Set<IHttpRequestLifetimeFeature>(_lifetime);
        features.Set(new TrustedKey(keyId));
        _context = new DefaultHttpContext(features);
        _context.Request.ContentType = "application/json";
        _context.Request.ContentLength = body.Length;
        _context.Request.Headers.UserAgent = "bifrost-playground";
    }

    /// <summary>The record's id; known once <see cref="StartedAsync"/> has returned.</summary>
    public Guid RequestId => Guid.TryParse(_context.Response.Headers["x-request-id"], out var id) ? id : Guid.Empty;

    public int Status => _context.Response.StatusCode;

    /// <summary>The answer is events rather than one object.</summary>
    public bool IsStream => _context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The answer as it comes.</summary>
    public Stream Body { get; private set; } = Stream.Null;

    /// <summary>Returns when status and headers are final: with the first byte, or with the end.</summary>
    public Task StartedAsync() => Task.WhenAny(_response.Started, _handled);

    /// <summary>Hangs up and waits until the exchange is settled.</summary>
    public async ValueTask DisposeAsync()
    {
        _lifetime.Abort();
        await Body.DisposeAsync();
        await _handled;
        _lifetime.Dispose();
    }

    internal void Run(Func<HttpContext, Task> handle)
    {
        Body = _pipe.Reader.AsStream();
        _handled = Task.Run(() => RunAsync(handle));
    }

    private async Task RunAsync(Func<HttpContext, Task> handle)
    {
        try
        {
            await handle(_context);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Whoever asked has hung up: the exchange has settled what there was.
        }
        finally
        {
            await _response.CompleteAsync();
            await _pipe.Writer.CompleteAsync();
        }
    }

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var array) ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false) : new MemoryStream(body.ToArray(), writable: false);
}
