using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Accounting;

/// <summary>Counts what a provider did not report: the request's text, and what was generated of the answer.</summary>
internal sealed class UsageEstimator(TokenEstimator tokens)
{
    /// <summary>Input tokens of a request, counted from its body.</summary>
    public long InputOf(Exchange exchange) =>
        exchange is { Caller.IsForeign: true, Chat: { } chat }
            ? ChatEstimate.Of(chat, exchange.Scan!, tokens, TokenEstimator.EncodingOf(exchange.Target!.Model))
            : InputEstimate.Of(exchange.Body!.Bytes.Span, exchange.Scan!, tokens, TokenEstimator.EncodingOf(exchange.Target!.Model));

    /// <summary>
    /// Whether <see cref="InputOf"/> is never below what the provider counts: the model's own vocabulary, loaded by now, and text
    /// that it counts whole.
    /// </summary>
    public async ValueTask<bool> CountsExactlyAsync(Exchange exchange)
    {
        if (!TokenEstimator.IsExactFor(exchange.Target!.Model) || exchange.Body!.Length > InputEstimate.MaxExactBytes)
        {
            return false;
        }

        await tokens.LoadAsync(TokenEstimator.EncodingOf(exchange.Target.Model)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return tokens.IsLoaded(TokenEstimator.EncodingOf(exchange.Target.Model));
    }

    /// <summary>An empty meter for an answer of this exchange.</summary>
    public MeteredResponse NewMeter(Exchange exchange) => new(new OutputText(tokens, TokenEstimator.EncodingOf(exchange.Target!.Model), TokenEstimator.IsExactFor(exchange.Target.Model)), exchange.BilledAs.Unit);
}
