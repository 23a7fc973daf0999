namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// Sends one attempt's request with the body that was prepared for it in place of YARP's. YARP's own content flushes the head before
/// the body comes, for callers that upload slowly; our body is whole, and leaves in the packet of its head: one system call less each time.
/// </summary>
/// <param name="provider">The provider's way out, shared by all attempts.</param>
internal sealed class AttemptInvoker(HttpMessageInvoker provider) : HttpMessageInvoker(new SharedHandler(provider))
{
    /// <summary>What to send; null leaves the request what it has.</summary>
    public HttpContent? Body { get; set; }

    public override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Body is not null)
        {
            request.Content = Body;
        }

        return base.SendAsync(request, cancellationToken);
    }
}
