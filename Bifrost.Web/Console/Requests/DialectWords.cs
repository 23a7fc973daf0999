namespace Bifrost.Web.Console.Requests;

/// <summary>The dialect that a caller spoke, as its vendor calls it.</summary>
internal static class DialectWords
{
    /// <param name="dialect">As a record keeps it; one that is not known is said as it is.</param>
    public static string Of(string dialect) => dialect switch
    {
        "openai_chat" => "OpenAI Chat",
        "openai_responses" => "OpenAI Responses",
        "anthropic_messages" => "Anthropic",
        "gemini" => "Gemini",
        "bedrock_converse" => "Bedrock",
        "cohere_chat" => "Cohere v2",
        "ollama_chat" or "ollama_generate" => "Ollama",
        _ => dialect,
    };
}
