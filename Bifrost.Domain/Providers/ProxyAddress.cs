namespace Bifrost.Domain.Providers;

/// <summary>An HTTP proxy as it is written, its login told apart from what may be shown.</summary>
/// <param name="Url">Scheme, host and port, without a login or a trailing slash.</param>
/// <param name="Login"><c>user:password</c>, percent-encoded as within an address; a secret. Null where none is written.</param>
public sealed record ProxyAddress(string Url, string? Login)
{
    /// <summary>Null with what is wrong, in words that repeat nothing of the text: it may hold a password.</summary>
    public static ProxyAddress? Parse(string text, out string wrong)
    {
        if (text.Length > 2048 || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            wrong = "Write the proxy's address, such as http://proxy.example.com:3128.";
            return null;
        }

        if (uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            wrong = "Leave out what follows the port.";
            return null;
        }

        if (uri.UserInfo.Length > 0 && !IsLogin(uri.UserInfo))
        {
            wrong = "Write the login as user:password, percent-encoded where it holds other characters than letters, digits and -._~.";
            return null;
        }

        wrong = "";
        return new ProxyAddress(uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped), uri.UserInfo.Length > 0 ? uri.UserInfo : null);
    }

    /// <summary>Without the login; null stays null. For what has passed the rules.</summary>
    public static string? UrlOf(string? text) => text is null ? null : Parse(text, out _)?.Url;

    /// <summary>User and password of a stored login, decoded.</summary>
    public static (string User, string Password) Open(string login)
    {
        var colon = login.IndexOf(':', StringComparison.Ordinal);
        return (Uri.UnescapeDataString(login[..colon]), Uri.UnescapeDataString(login[(colon + 1)..]));
    }

    /// <summary>An address with a login that was typed beside it as <c>user:password</c>.</summary>
    public static string With(string url, string login)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var colon = login.IndexOf(':', StringComparison.Ordinal);
        var escaped = colon < 0 ? Uri.EscapeDataString(login) : $"{Uri.EscapeDataString(login[..colon])}:{Uri.EscapeDataString(login[(colon + 1)..])}";
        return scheme < 0 ? url : $"{url[..scheme]}://{escaped}@{url[(scheme + 3)..]}";
    }

    // A header carries it: printable ASCII, and a colon only between the two.
    private static bool IsLogin(string login)
    {
        if (login.IndexOf(':', StringComparison.Ordinal) <= 0)
        {
            return false;
        }

        var (user, password) = Open(login);
        return !user.Contains(':', StringComparison.Ordinal) && !(user + password).Any(c => c is < ' ' or > '~');
    }

    /// <summary>Without the login.</summary>
    public override string ToString() => Url;
}
