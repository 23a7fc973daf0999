using System.Globalization;
using System.Text;
using Bifrost.Gateway.Exchanges;
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

    /// <summary>The field with its comma, to stand before the body's first one.</summary>
    public static byte[] Of(Exchange exchange, long cap)
    {
        // Other vendors know OpenAI's older name; OpenAI's newer models refuse it.
        var name = exchange.Operation == Operation.Responses ? "max_output_tokens"
            : exchange.Operation == Operation.Chat && exchange.Target!.Provider.Snapshot.Kind == "openai" ? "max_completion_tokens"
            : "max_tokens";
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"{name}\":{cap},"));
    }

    private static OutputCaps ReadBy(Operation operation) =>
        operation == Operation.Chat ? OutputCaps.MaxTokens | OutputCaps.MaxCompletionTokens
        : operation == Operation.Completions ? OutputCaps.MaxTokens
        : operation == Operation.Responses ? OutputCaps.MaxOutputTokens
        : OutputCaps.None;
}
