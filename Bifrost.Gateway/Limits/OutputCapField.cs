using System.Globalization;
using System.Text;
using Bifrost.Gateway.Exchanges;

namespace Bifrost.Gateway.Limits;

/// <summary>The field by which a provider is told to generate no more than so many tokens.</summary>
internal static class OutputCapField
{
    /// <summary>The field with its comma, to stand before the body's first one.</summary>
    public static byte[] Of(Exchange exchange, long cap)
    {
        // Other vendors know OpenAI's older name; OpenAI's newer models refuse it.
        var name = exchange.Operation == Operation.Responses ? "max_output_tokens"
            : exchange.Operation == Operation.Chat && exchange.Target!.Provider.Snapshot.Kind == "openai" ? "max_completion_tokens"
            : "max_tokens";
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"{name}\":{cap},"));
    }
}
