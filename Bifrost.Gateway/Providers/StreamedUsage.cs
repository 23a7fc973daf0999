namespace Bifrost.Gateway.Providers;

/// <summary>How a streamed chat answer comes by its usage.</summary>
public enum StreamedUsage
{
    /// <summary>It is asked for with <c>stream_options.include_usage</c>, as OpenAI has it.</summary>
    WhenAsked,

    /// <summary>It is sent unasked, and <c>stream_options</c> is refused or not known.</summary>
    Unasked,

    /// <summary>It is never sent, so that we count it ourselves.</summary>
    Never,
}
