namespace Bifrost.Gateway.Providers.OpenAi;

/// <summary>
/// OpenAI's models that its chat completions do not have (developers.openai.com/api/docs/models, "Endpoints" of each): the pro
/// models that think long, the ones for code, research and the use of a computer.
/// </summary>
internal static class ResponsesOnly
{
    public static bool Is(ReadOnlySpan<char> model)
    {
        model = model.StartsWith("ft:", StringComparison.OrdinalIgnoreCase) ? model[3..] : model;
        var isPro = model.StartsWith("o1-pro", StringComparison.OrdinalIgnoreCase) || model.StartsWith("o3-pro", StringComparison.OrdinalIgnoreCase)
            || (model.StartsWith("gpt-5", StringComparison.OrdinalIgnoreCase) && model.Contains("-pro", StringComparison.OrdinalIgnoreCase));
        return isPro || model.Contains("codex", StringComparison.OrdinalIgnoreCase) || model.Contains("deep-research", StringComparison.OrdinalIgnoreCase)
            || model.StartsWith("computer-use", StringComparison.OrdinalIgnoreCase);
    }
}
