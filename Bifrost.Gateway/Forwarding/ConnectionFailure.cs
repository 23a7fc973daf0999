using System.Net.Sockets;
using System.Security.Authentication;
using Bifrost.Gateway.Providers.Credentials;

namespace Bifrost.Gateway.Forwarding;

/// <summary>Says in words why no answer came, for the caller, the record and the connection test alike.</summary>
public static class ConnectionFailure
{
    /// <summary>The kind and the words. The exception's own text is left out: it may name what callers should not see.</summary>
    internal static (FailureKind Kind, string Detail) Explain(Exception? exception)
    {
        // The handler wraps what happened in its own class of error, so the innermost cause knows best.
        var known = (FailureKind.Broken, "the connection broke before an answer came.");
        var (isProxy, isSignIn) = (false, false);
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            known = ExplainOne(inner) ?? known;
            isProxy |= inner is ProxyFailedException;
            isSignIn |= inner is CredentialException { IsRefused: false };
            if (inner is IOException { InnerException: SocketException } and not ProxyFailedException)
            {
                // Of a connection that stood: what was sent on it may have been served, and what the socket says of its end does not tell.
                break;
            }
        }

        known = isProxy ? (known.Item1, "its proxy is not reached: " + known.Item2) : known;

        // Nothing of the call itself has been sent yet, however far the sign-in came.
        return isSignIn ? (FailureKind.Connect, "where its tokens come from is not reached: " + known.Item2) : known;
    }

    private static (FailureKind Kind, string Detail)? ExplainOne(Exception exception) => exception switch
    {
        CredentialException { IsRefused: true } => (FailureKind.Credential, exception.Message),
        EgressRefusedException => (FailureKind.Connect, exception.Message),
        CertificateFileException => (FailureKind.Connect, "its ca_file cannot be used on this node."),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => (FailureKind.Connect, "its proxy refused to connect: it does not allow the host, or asks for another login."),
        AuthenticationException => (FailureKind.Connect, "its TLS certificate was not accepted."),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => (FailureKind.Connect, "its host name does not resolve."),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => (FailureKind.Connect, "the connection was refused: nothing listens there."),
        SocketException { SocketErrorCode: SocketError.NetworkUnreachable or SocketError.HostUnreachable } => (FailureKind.Connect, "there is no route to it."),
        SocketException { SocketErrorCode: SocketError.TimedOut } => (FailureKind.Connect, "no connection within the connect timeout."),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => (FailureKind.Connect, "no secure connection could be made (TLS)."),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => (FailureKind.Connect, "its host name does not resolve."),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => (FailureKind.Connect, "no connection could be made."),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } => (FailureKind.InvalidResponse, "its response is not valid HTTP."),
        _ => null,
    };

    /// <summary>The words alone.</summary>
    public static string InWords(Exception exception) => Explain(exception).Detail;
}
