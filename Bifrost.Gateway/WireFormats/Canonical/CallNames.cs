namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>The tools' names by the ids of their calls, for dialects in which a result names its tool.</summary>
/// <param name="request">With the whole history.</param>
internal sealed class CallNames(ChatRequest request)
{
    private Dictionary<string, string>? _names;

    /// <summary>By the last call with the result's id, else as the result itself says, else the id.</summary>
    public string Of(ToolResultPart result)
    {
        if (_names is null)
        {
            _names = new(StringComparer.Ordinal);
            request.Messages.ForEach(message => message.Parts.ForEach(part => Add(part as ToolCallPart)));
        }

        return _names.GetValueOrDefault(result.CallId) ?? result.Name ?? result.CallId;
    }

    private void Add(ToolCallPart? call)
    {
        if (call is not null)
        {
            _names![call.Id] = call.Name;
        }
    }
}
