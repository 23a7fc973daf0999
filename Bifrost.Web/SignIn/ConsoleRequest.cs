namespace Bifrost.Web.SignIn;

/// <summary>
/// The request, or the circuit's connection, that console code runs for. Unlike the framework's accessor it is set for the
/// console's own requests only: callers' requests do not pay for flowing it.
/// </summary>
internal sealed class ConsoleRequest
{
    private readonly AsyncLocal<HttpContext?> _current = new();

    public HttpContext? HttpContext => _current.Value;

    public void Use(WebApplication app) => app.Use((context, next) =>
    {
        _current.Value = context;
        return next(context);
    });
}
