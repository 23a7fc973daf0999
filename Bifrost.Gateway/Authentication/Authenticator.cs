using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;

namespace Bifrost.Gateway.Authentication;

/// <summary>Says whose request it is. A wrong checksum is refused without any look-up; no answer tells a guess from a revoked key.</summary>
internal sealed class Authenticator(TimeProvider time)
{
    private static readonly Refusal Unknown = new Refusal.InvalidKey();
    private static readonly Refusal Ambiguous = new Refusal.InvalidRequest("authorization", "The request presents two different keys. Present one, or name the one that counts in x-bf-vk.");

    /// <summary>Null when the key is good; it is then on the exchange.</summary>
    public Refusal? Authenticate(Exchange exchange)
    {
        if (exchange.TrustedKeyId is { } id)
        {
            return Accept(exchange, exchange.Runtime.Snapshot.VirtualKeys.Find(id));
        }

        switch (PresentedKey.Read(exchange.Context.Request, out var hash))
        {
            case PresentedKey.Outcome.None:
                return Unknown;
            case PresentedKey.Outcome.Ambiguous:
                return Ambiguous;
            default:
                return Accept(exchange, exchange.Runtime.Snapshot.VirtualKeys.Find(hash));
        }
    }

    private Refusal? Accept(Exchange exchange, Domain.Governance.VirtualKeySnapshot? key)
    {
        if (key is null || (key.ExpiresAt is { } expiry && expiry <= time.GetUtcNow().UtcDateTime))
        {
            return Unknown;
        }

        exchange.Attribute(key);

        // Disabled owners are absent from the snapshot: their keys end with them.
        var ownerGone = (key.TeamId is not null && exchange.Team is null)
            || ((exchange.Team?.CustomerId ?? key.CustomerId) is not null && exchange.Customer is null);
        return ownerGone ? Unknown : null;
    }
}
