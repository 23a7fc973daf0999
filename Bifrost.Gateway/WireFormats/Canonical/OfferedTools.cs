namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>The tools of a request that a provider of another dialect can be offered.</summary>
internal static class OfferedTools
{
    /// <summary>
    /// All but those that the caller's own vendor runs. An aid of that kind (a search of the web beside the caller's own tools) is left
    /// out and named; the request is refused where it was to be called, where there is nothing else to call, and for every other kind.
    /// </summary>
    /// <param name="request">What the caller asks.</param>
    /// <param name="notes">Takes what is left out.</param>
    /// <param name="takesCustom">The target knows tools whose input is plain text, with their grammars.</param>
    public static List<ToolDefinition> Of(ChatRequest request, TranslationNotes notes, bool takesCustom = false)
    {
        foreach (var tool in request.Tools)
        {
            if (!takesCustom && tool.Caller is { Grammar: not null })
            {
                notes.Drop($"{tool.Path}.format");
            }
        }

        if (!request.Tools.Exists(static x => x.Native is not null))
        {
            return request.Tools;
        }

        var offered = request.Tools.FindAll(static x => x.Native is null);
        var isNeeded = offered.Count == 0 && request.ToolChoice?.Kind != ToolChoiceKind.None;
        foreach (var tool in request.Tools)
        {
            if (tool.Native is null)
            {
                continue;
            }

            if (isNeeded || !tool.IsAid || request.ToolChoice is { Kind: ToolChoiceKind.Named, Name: var named } && named == tool.Name)
            {
                notes.Refuse(ChatField.Tools, "A tool that its own vendor runs cannot be run by the provider of this model: leave it out, or ask a model of that vendor.");
            }
            else
            {
                notes.Drop(tool.Path);
            }
        }

        return offered;
    }
}
