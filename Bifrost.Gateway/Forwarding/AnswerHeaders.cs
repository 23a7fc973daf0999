using System.Globalization;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Exchanges;

namespace Bifrost.Gateway.Forwarding;

/// <summary>What the caller is told of its answer beside the provider's own headers.</summary>
internal static class AnswerHeaders
{
    /// <summary>Provider, model, attempts, the cost where it is known already, and whose time was spent.</summary>
    public static void Write(Exchange exchange)
    {
        var headers = exchange.Context.Response.Headers;
        var record = exchange.Record;
        WriteTarget(exchange);
        if (record is { LatencyMicros: > 0, CostNanos: { } nanos })
        {
            headers["x-bf-cost-usd"] = new Usd(nanos).ToString();
        }

        if (record.DroppedParams is { } dropped)
        {
            headers["x-bf-dropped-params"] = dropped;
        }

        exchange.Rates?.WriteTo(headers);
        WriteCap(exchange);
        headers["Server-Timing"] = Timing(Math.Max(0, exchange.Elapsed - exchange.WaitedMicros), exchange.WaitedMicros);
    }

    /// <summary>Who was asked, for what and how often: also of a provider that failed or refused.</summary>
    public static void WriteTarget(Exchange exchange)
    {
        var headers = exchange.Context.Response.Headers;
        var record = exchange.Record;
        headers["x-bf-provider"] = record.Provider;
        headers["x-bf-model"] = HeaderText(record.Model);
        headers["x-bf-attempts"] = record.Attempts == 1 ? "1" : record.Attempts.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The cap that the caller has not asked for, where one was sent: on a provider's error, too, for it may be its cause.</summary>
    public static void WriteCap(Exchange exchange)
    {
        if (exchange.OutputCap is { } cap)
        {
            exchange.Context.Response.Headers["x-bf-output-cap"] = cap.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Milliseconds with three decimals; whole numbers are cheaper to write than fractions.</summary>
    private static string Timing(long gateway, long upstream) =>
        string.Create(CultureInfo.InvariantCulture, stackalloc char[80], $"gateway;dur={gateway / 1000}.{gateway % 1000:000}, upstream;dur={upstream / 1000}.{upstream % 1000:000}");

    // A model's name may hold any letters; a header may not.
    private static string? HeaderText(string? text)
    {
        foreach (var c in text ?? "")
        {
            if (c is < ' ' or > '~')
            {
                return Uri.EscapeDataString(text!);
            }
        }

        return text;
    }
}
