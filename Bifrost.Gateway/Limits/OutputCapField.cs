using System.Globalization;
using System.Text;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Limits;

/// <summary>The fields by which a provider is told to generate no more than so many tokens.</summary>
internal static class OutputCapField
{
    /// <summary>
    /// The caller's cap on each answer. Only fields count that providers of this operation read: another one's caps nothing. Where
    /// two stand the larger counts, since some read only the one; a 0 is no cap, since some take it for none.
    /// </summary>
    /// <returns>Tokens, at least 1; null without a cap.</returns>
    public static int? CallersOf(Exchange exchange)
    {
        var scan = exchange.Scan!;
        var read = ReadBy(exchange.Operation);
        var most = 0;
        return Counts(OutputCaps.MaxTokens, scan.MaxTokens) && Counts(OutputCaps.MaxCompletionTokens, scan.MaxCompletionTokens)
            && Counts(OutputCaps.MaxOutputTokens, scan.MaxOutputTokens) && most > 0 ? most : null;

        bool Counts(OutputCaps field, int? cap)
        {
            if (cap is { } tokens && (read & field) != 0)
            {
                most = Math.Max(most, tokens);
                return tokens > 0;
            }

            return true;
        }
    }

    /// <summary>Whether a field of <see cref="CallersOf"/> is there, if only as <c>null</c> or 0: none may be added.</summary>
    public static bool IsNamed(Exchange exchange) => (exchange.Scan!.NamedCaps & ReadBy(exchange.Operation)) != 0;

    /// <summary>The field that a cap which the gateway adds is sent in.</summary>
    /// <param name="exchange">A call that has its target.</param>
    /// <param name="told">What its model has said that it wants; none where it has said nothing.</param>
    public static OutputCaps For(Exchange exchange, OutputCaps told) =>
        exchange.Operation == Operation.Responses ? OutputCaps.MaxOutputTokens
        : exchange.Operation != Operation.Chat ? OutputCaps.MaxTokens
        : told != OutputCaps.None ? told
        // Most vendors know OpenAI's older name; OpenAI's newer models refuse it.
        : exchange.Target!.Provider.Adapter.Descriptor.Quirks.OutputCap == OutputCapName.MaxCompletionTokens ? OutputCaps.MaxCompletionTokens : OutputCaps.MaxTokens;

    /// <summary>The field with its comma, to stand before the body's first one.</summary>
    public static byte[] Of(OutputCaps field, long cap)
    {
        var name = field == OutputCaps.MaxOutputTokens ? "max_output_tokens" : field == OutputCaps.MaxCompletionTokens ? "max_completion_tokens" : "max_tokens";
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"{name}\":{cap},"));
    }

    private static OutputCaps ReadBy(Operation operation) =>
        operation == Operation.Chat ? OutputCaps.MaxTokens | OutputCaps.MaxCompletionTokens
        : operation == Operation.Completions ? OutputCaps.MaxTokens
        : operation == Operation.Responses ? OutputCaps.MaxOutputTokens
        : OutputCaps.None;
}
