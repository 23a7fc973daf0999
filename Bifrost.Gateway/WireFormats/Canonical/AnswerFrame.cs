namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>What a writer of answers needs beside the answer.</summary>
/// <param name="Id">Stands in where the provider named no id.</param>
/// <param name="Model">As the caller asked for it; stands in where the provider names none.</param>
/// <param name="Created">Unix seconds.</param>
/// <param name="IncludeUsage">The caller asked for usage at a stream's end, where the dialect gives it only then.</param>
/// <param name="AsArray">The caller wants a stream as one JSON array, where the dialect has that.</param>
internal sealed record AnswerFrame(string Id, string Model, long Created, bool IncludeUsage = true, bool AsArray = false)
{
    /// <summary>How the caller knows its tools, by their names as functions; null where all are plain functions.</summary>
    public IReadOnlyDictionary<string, CallerTool>? Tools { get; init; }

    /// <summary>How the caller knows a tool; null for a plain function.</summary>
    public CallerTool? ToolOf(string? name) => name is not null && Tools?.TryGetValue(name, out var tool) == true ? tool : null;

    /// <summary>The type of a streamed answer's body in the caller's dialect.</summary>
    public string StreamTypeOf(IWireFormat caller) => AsArray ? "application/json" : caller.StreamType;
}
