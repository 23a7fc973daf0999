namespace Bifrost.Tests.Testing;

/// <summary>One request line as a <see cref="ForwardProxy"/> received it.</summary>
/// <param name="Target">Host and port for CONNECT, the whole address otherwise.</param>
/// <param name="Login">The Proxy-Authorization header; null without.</param>
public sealed record ProxiedRequest(string Method, string Target, string? Login);
