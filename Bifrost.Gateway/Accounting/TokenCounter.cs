using System.Buffers;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// Counts the tokens of a chat for a caller whose provider does not count in the caller's dialect. It is an estimate, by the
/// gateway's own vocabularies, and the answer says so in <c>x-bf-estimated</c>: neither dialect has a field for it.
/// </summary>
internal sealed class TokenCounter(TokenEstimator tokens, UsageEstimator estimator)
{
    /// <summary>Answers, and settles what costs nothing and is a call all the same.</summary>
    /// <exception cref="JournalUnavailableException">Nothing may be answered that could not be accounted.</exception>
    public async Task AnswerAsync(Exchange exchange, Settlement settlement)
    {
        settlement.BeginDispatch();
        exchange.BeginWaiting();
        await tokens.LoadAsync(TokenEstimator.EncodingOf(exchange.Target!.Model)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        exchange.EndWaiting();
        var body = Write(exchange.Caller.Format!, estimator.InputOf(exchange));
        settlement.SettleWithoutAnswer(UsageOutcome.Completed, 200, mayBeBilled: false);

        var response = exchange.Context.Response;
        AnswerHeaders.Write(exchange);
        response.Headers["x-bf-estimated"] = "true";
        response.StatusCode = 200;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, exchange.RequestAborted);
    }

    private static ReadOnlyMemory<byte> Write(IWireFormat caller, long count)
    {
        var output = new ArrayBufferWriter<byte>(64);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteNumber(caller == WireFormatCatalog.Gemini ? "totalTokens" : "input_tokens", count);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }
}
