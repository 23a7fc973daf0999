namespace Bifrost.Gateway.Forwarding;

/// <summary>A provider's host leads to this machine or a private network, which the provider does not allow.</summary>
public sealed class EgressRefusedException(string host)
    : IOException($"{host} is on this machine or a private network. Allow it on the provider (allow_private_network) if that is meant.");
