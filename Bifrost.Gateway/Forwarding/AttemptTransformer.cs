using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers.Credentials;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// What YARP asks during one attempt. The base class is never called: it would copy the caller's credentials and the
/// provider's cookies. Answers that end the attempt without reaching the caller suppress the response.
/// </summary>
internal sealed class AttemptTransformer(Exchange exchange, Attempt attempt, AttemptClock clock, ResponseReceiver receiver, AttemptInvoker invoker, KeyCredentials credentials) : HttpTransformer
{
    public override ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        var target = exchange.Target!;
        proxyRequest.RequestUri = UpstreamAddress.Of(exchange, attempt.Key);
        var body = UpstreamBody.Of(exchange);
        RequestHeaderList.Copy(httpContext.Request, proxyRequest, body, exchange);
        if (exchange.Body!.Length > 0)
        {
            invoker.Body = body;
        }

        foreach (var (name, value) in target.Provider.Snapshot.ExtraHeaders)
        {
            // The operator's word replaces the caller's.
            proxyRequest.Headers.Remove(name);
            proxyRequest.Headers.TryAddWithoutValidation(name, value.Reveal());
        }

        return target.Provider.Adapter.AuthenticateAsync(new UpstreamCall(proxyRequest, body, target.Provider.Snapshot, attempt.Key, credentials), cancellationToken);
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
        {
            return true;
        }

        exchange.EndWaiting();
        exchange.Record.HeadersMicros = exchange.Elapsed;
        attempt.Status = (int)proxyResponse.StatusCode;
        clock.ExpectBytes();
        return await receiver.ReceiveAsync(proxyResponse, cancellationToken);
    }

    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
