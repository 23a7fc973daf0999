using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bifrost.Gateway.Playground;

/// <summary>Status and headers of a response without a connection, with the moments that a server would raise.</summary>
internal sealed class PlaygroundResponse(StartingStream body) : IHttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _completed = [];

    /// <summary>Ends with the first byte.</summary>
    public Task Started => body.Started;

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public Stream Body { get; set; } = body;

    public bool HasStarted => body.Started.IsCompleted;

    // Nothing of the gateway asks to be told before the headers go.
    public void OnStarting(Func<object, Task> callback, object state)
    {
    }

    public void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    public async Task CompleteAsync()
    {
        while (_completed.TryPop(out var entry))
        {
            await entry.Callback(entry.State);
        }
    }
}
