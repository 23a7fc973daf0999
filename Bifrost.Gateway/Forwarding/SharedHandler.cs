namespace Bifrost.Gateway.Forwarding;

/// <summary>A provider's way out for a library that disposes what it is given: the connections are the gateway's and stay.</summary>
internal sealed class SharedHandler(HttpMessageInvoker invoker) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => invoker.SendAsync(request, cancellationToken);

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => invoker.Send(request, cancellationToken);
}
