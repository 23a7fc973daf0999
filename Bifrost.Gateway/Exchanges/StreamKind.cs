namespace Bifrost.Gateway.Exchanges;

/// <summary>What the events of a streamed answer are.</summary>
public enum StreamKind
{
    /// <summary>The operation does not stream.</summary>
    None,

    /// <summary>OpenAI's chunks, ended by <c>[DONE]</c>.</summary>
    ChatChunks,

    /// <summary>Typed events of the Responses API, ended by <c>response.completed</c> and its like.</summary>
    ResponseEvents,

    /// <summary>Bytes or events that are passed on without reading them.</summary>
    Opaque,
}
