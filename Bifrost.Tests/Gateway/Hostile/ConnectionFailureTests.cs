using System.Net.Sockets;
using Bifrost.Gateway.Forwarding;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>What was never sent is tried again with another key; what may have been served is not, and is charged.</summary>
public sealed class ConnectionFailureTests
{
    [Theory]
    [InlineData(SocketError.TimedOut)]
    [InlineData(SocketError.HostUnreachable)]
    [InlineData(SocketError.NetworkUnreachable)]
    public void A_connection_that_stood_is_another_matter_than_one_that_did_not_come_about(SocketError error)
    {
        var socket = new SocketException((int)error);

        Assert.Equal(FailureKind.Connect, ConnectionFailure.Explain(new HttpRequestException(HttpRequestError.ConnectionError, null, socket)).Kind);
        Assert.Equal(FailureKind.Connect, ConnectionFailure.Explain(new HttpRequestException(HttpRequestError.SecureConnectionError, null, new IOException(null, socket))).Kind);
        Assert.Equal(FailureKind.Broken, ConnectionFailure.Explain(new HttpRequestException(null, new IOException(null, socket))).Kind);
        Assert.Equal(FailureKind.Broken, ConnectionFailure.Explain(new IOException(null, socket)).Kind);
    }
}
