using System.Net.Sockets;
using System.Security.Authentication;

namespace Bifrost.Gateway.Forwarding;

/// <summary>Says in words why no answer came, for the caller, the record and the connection test alike.</summary>
public static class ConnectionFailure
{
    /// <summary>The kind and the words. The exception's own text is left out: it may name what callers should not see.</summary>
    internal static (FailureKind Kind, string Detail) Explain(Exception? exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case EgressRefusedException:
                    return (FailureKind.Connect, inner.Message);
                case AuthenticationException:
                    return (FailureKind.Connect, "its TLS certificate was not accepted.");
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return (FailureKind.Connect, "its host name does not resolve.");
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return (FailureKind.Connect, "the connection was refused: nothing listens there.");
                case SocketException { SocketErrorCode: SocketError.NetworkUnreachable or SocketError.HostUnreachable }:
                    return (FailureKind.Connect, "there is no route to it.");
                case HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }:
                    return (FailureKind.Connect, "no secure connection could be made (TLS).");
                case HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }:
                    return (FailureKind.Connect, "its host name does not resolve.");
                case HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }:
                    return (FailureKind.Connect, "no connection within the connect timeout.");
                case HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded }:
                    return (FailureKind.InvalidResponse, "its response is not valid HTTP.");
            }
        }

        return (FailureKind.Broken, "the connection broke before an answer came.");
    }

    /// <summary>The words alone.</summary>
    public static string InWords(Exception exception) => Explain(exception).Detail;
}
