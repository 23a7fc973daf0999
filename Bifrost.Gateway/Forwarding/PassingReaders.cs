using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.BedrockConverse;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>Who reads what an answer costs that passes as it is.</summary>
internal static class PassingReaders
{
    private const string Events = "text/event-stream";
    private const string AwsEvents = "application/vnd.amazon.eventstream";

    /// <summary>By the operation, of a raw call by the path that it went to; null where nothing of the kind is in such an answer.</summary>
    /// <param name="exchange">A call that has its answer.</param>
    /// <param name="type">The answer's media type.</param>
    /// <param name="metered">Where the findings go.</param>
    public static IPassingReader? Of(Exchange exchange, string? type, MeteredResponse metered)
    {
        if (exchange.Operation == Operation.InvokeStream)
        {
            return new UnitFeed(new InvokeStreamMeter(metered));
        }

        if (exchange.Operation == Operation.Passthrough && exchange.Raw is null)
        {
            return MeterOf(exchange.Context.Features.Get<ProviderPath>()!.Path, type, metered) is { } meter ? new UnitFeed(meter) : null;
        }

        return Is(type, Events) ? new EventUsage(metered) : null;
    }

    /// <summary>Whether what comes says itself where each piece of it ends.</summary>
    public static bool IsFramed(string? type) => Is(type, Events) || Is(type, AwsEvents) || IsLines(type);

    /// <summary>The dialect of a raw stream is that of the vendor's own route.</summary>
    private static IStreamMeter? MeterOf(string path, string? type, MeteredResponse metered)
    {
        bool Ends(string end) => path.EndsWith(end, StringComparison.OrdinalIgnoreCase);

        return !Is(type, Events) ? OtherOf(path, type, metered)
            : Ends("/chat/completions") || Ends("/completions") ? new ChatStreamMeter(metered, callerWantsUsage: true)
            : Ends("/responses") ? new ResponsesStreamMeter(metered)
            : Ends("/messages") ? Meter(WireFormatCatalog.AnthropicMessages, metered)
            : Ends(":streamGenerateContent") ? Meter(WireFormatCatalog.Gemini, metered)
            : Ends("/v2/chat") ? Meter(WireFormatCatalog.CohereChat, metered)
            : null;
    }

    private static IStreamMeter? OtherOf(string path, string? type, MeteredResponse metered) =>
        Is(type, AwsEvents) ? path.EndsWith("/converse-stream", StringComparison.OrdinalIgnoreCase) ? Meter(WireFormatCatalog.BedrockConverse, metered) : new InvokeStreamMeter(metered)
        : IsLines(type) && path.EndsWith("/api/chat", StringComparison.OrdinalIgnoreCase) ? Meter(WireFormatCatalog.OllamaChat, metered)
        : null;

    private static AnswerStreamMeter Meter(IWireFormat format, MeteredResponse metered) => new(metered, format, new AnswerFrame("", "", 0));

    private static bool IsLines(string? type) => type?.EndsWith("ndjson", StringComparison.OrdinalIgnoreCase) == true;

    private static bool Is(string? type, string wanted) => string.Equals(type, wanted, StringComparison.OrdinalIgnoreCase);
}
