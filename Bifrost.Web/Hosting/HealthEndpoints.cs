using Bifrost.Gateway;

namespace Bifrost.Web.Hosting;

/// <summary>Probes that tell the truth: alive is "the process answers", ready is "it can serve and account".</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("alive")).AllowAnonymous().ShortCircuit();
        app.MapGet("/health/ready", (GatewayReadiness readiness) =>
            readiness.WhyNot() is { } reason ? Results.Text(reason, statusCode: StatusCodes.Status503ServiceUnavailable) : Results.Text("ready")).AllowAnonymous().ShortCircuit();
    }
}
