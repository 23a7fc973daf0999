namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>What a model's name tells of whether it thinks before it answers.</summary>
internal static class ThinkingModels
{
    /// <summary>By its name a model that thinks, whether it is priced so or not.</summary>
    public static bool Thinks(string name)
    {
        var model = BaseOf(name);
        return (model is ['o' or 'O', >= '1' and <= '9', ..] && (model.Length == 2 || model[2] == '-'))
            || (model.StartsWith("gpt-5", StringComparison.OrdinalIgnoreCase) && !model.Contains("chat", StringComparison.OrdinalIgnoreCase))
            || model.Contains("reason", StringComparison.OrdinalIgnoreCase) || model.Contains("think", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>By its name one of OpenAI's models that never think: nothing of an answer is billed that is not in it, and a field that asks for thoughts is an error.</summary>
    public static bool NeverThinks(string name)
    {
        var model = BaseOf(name);
        foreach (var family in (ReadOnlySpan<string>)["gpt-4o", "gpt-4.1", "gpt-4-turbo", "gpt-3.5-turbo", "chatgpt-4o"])
        {
            if (model.StartsWith(family, StringComparison.OrdinalIgnoreCase) && !Thinks(name) && (model.Length == family.Length || model[family.Length] is '-' or ':'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Without the vendor before a slash, and what a tuned model was made of.</summary>
    private static ReadOnlySpan<char> BaseOf(string name)
    {
        var model = name.AsSpan(name.LastIndexOf('/') + 1);
        return model.StartsWith("ft:", StringComparison.OrdinalIgnoreCase) ? model[3..] : model;
    }
}
