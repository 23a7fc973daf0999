using Bifrost.Gateway.CallerRoutes;
using Bifrost.Gateway.Exchanges;

namespace Bifrost.Gateway.Playground;

/// <summary>
/// The console's own way into the gateway: a chat in this process, through the same pipeline as any caller's, acting as
/// a key whose secret nobody knows.
/// </summary>
public sealed class PlaygroundGateway
{
    private readonly GatewayPipeline _pipeline;

    internal PlaygroundGateway(GatewayPipeline pipeline) => _pipeline = pipeline;

    /// <summary>Sends a chat. Whoever calls has checked that the operator may, and has written it to the audit trail.</summary>
    /// <param name="keyId">The virtual key to act as: its models, its limits, its account.</param>
    /// <param name="body">A request of <c>/v1/chat/completions</c>, JSON in UTF-8.</param>
    /// <param name="cancellationToken">Hangs up, as a caller would: the provider is cancelled and what came is accounted.</param>
    public PlaygroundCall Begin(Guid keyId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var call = new PlaygroundCall(keyId, body, cancellationToken);
        call.Run(context => _pipeline.HandleAsync(context, OpenAiRoutes.Chat));
        return call;
    }
}
