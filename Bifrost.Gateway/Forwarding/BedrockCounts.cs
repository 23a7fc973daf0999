using System.Globalization;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// The counts that Bedrock gives in the headers of a model's own answer
/// (docs.aws.amazon.com/bedrock/latest/userguide/inference-invoke.html): the one place where they are in a form of Bedrock's own.
/// </summary>
internal static class BedrockCounts
{
    /// <summary>Takes them where both are there; for other operations it does nothing.</summary>
    public static void Take(Exchange exchange, HttpResponseMessage response, MeteredResponse metered)
    {
        if (exchange.Operation == Operation.Invoke
            && Count(response, "x-amzn-bedrock-input-token-count") is { } input
            && Count(response, "x-amzn-bedrock-output-token-count") is { } output)
        {
            metered.TakeUsage(new TokenUsage { InputTokens = input, OutputTokens = output });
            metered.NoteUsage();
        }
    }

    private static long? Count(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) && long.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
}
