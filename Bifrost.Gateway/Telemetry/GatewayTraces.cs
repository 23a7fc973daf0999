using System.Diagnostics;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Telemetry;

/// <summary>One span an exchange, with the GenAI conventions' attributes; no prompt text, no key. Costs nothing while nobody listens.</summary>
public static class GatewayTraces
{
    /// <summary>What the host subscribes to.</summary>
    public const string SourceName = "Bifrost.Gateway";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span, below the caller's own where it sent a valid <c>traceparent</c>.</summary>
    internal static Activity? Begin(string operation, string? traceParent) =>
        !Source.HasListeners() ? null
        : ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent) ? Source.StartActivity(operation, ActivityKind.Server, parent)
        : Source.StartActivity(operation, ActivityKind.Server);

    /// <summary>Ends the span with what the record says.</summary>
    internal static void End(Activity? activity, UsageRecord record)
    {
        if (activity is null)
        {
            return;
        }

        activity.DisplayName = record.Model is null ? record.Operation : $"{record.Operation} {record.Model}";
        activity.SetTag("gen_ai.operation.name", record.Operation);
        activity.SetTag("gen_ai.provider.name", record.Provider);
        activity.SetTag("gen_ai.request.model", record.Model);
        activity.SetTag("gen_ai.usage.input_tokens", record.InputTokens);
        activity.SetTag("gen_ai.usage.output_tokens", record.OutputTokens);
        activity.SetTag("http.response.status_code", record.Status);
        activity.SetTag("bifrost.request_id", record.Id.ToString());
        activity.SetTag("bifrost.attempts", record.Attempts);
        if (record.Outcome is not UsageOutcome.Completed)
        {
            activity.SetTag("error.type", record.ErrorCode ?? record.Outcome.ToString());
            activity.SetStatus(ActivityStatusCode.Error);
        }

        activity.Dispose();
    }
}
