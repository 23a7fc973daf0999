namespace Bifrost.Gateway.Exchanges;

/// <summary>A request feature that only in-process code can set: the request acts as this virtual key.</summary>
public sealed record TrustedKey(Guid Id);
