namespace Bifrost.Tests.Gateway.WireFormats.Conformance;

/// <summary>What the published table has a part for, in its order.</summary>
public enum Feature
{
    Chat,
    Parameters,
    Stream,
    Tools,
    ParallelTools,
    StreamedTools,
    ToolResultImages,
    StructuredOutput,
    Refusals,
    Images,
    Thinking,
    CachedUsage,
    Errors,
}
