using Bifrost.Gateway.Telemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Bifrost.Web.Hosting;

/// <summary>Metrics for Prometheus at <c>/metrics</c>; traces by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
internal static class TelemetryExport
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetryExport(this IServiceCollection services)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(x => x.AddService("bifrost", serviceVersion: Product.Version))
            .WithMetrics(x => x.AddMeter(GatewayMeters.MeterName).AddRuntimeInstrumentation().AddPrometheusExporter());
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(OtlpEndpoint)))
        {
            telemetry.WithTracing(x => x.AddSource(GatewayTraces.SourceName).AddOtlpExporter());
        }
    }

    public static void MapTelemetry(this WebApplication app) => app.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous();
}
