namespace Bifrost.Tests.Testing;

/// <summary>What the gateway answered a caller.</summary>
public sealed record GatewayReply(int Status, Guid Id, string Text);
