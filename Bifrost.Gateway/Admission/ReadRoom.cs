using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;

namespace Bifrost.Gateway.Admission;

/// <summary>
/// Counts what a chat takes once it is read: its texts in characters of two bytes, and an object for each message, part and tool,
/// which may be many times what they were in the body.
/// </summary>
internal sealed class ReadRoom(BodyRoom room)
{
    /// <summary>Less is bounded by the connections, as small bodies are.</summary>
    private const long CountedFrom = 1024 * 1024;

    private const long BytesOfObject = 256;

    /// <summary>Null when there is room; it goes back with the exchange.</summary>
    /// <param name="exchange">With its body.</param>
    /// <param name="objects">Messages, parts and tools.</param>
    public Refusal? Take(Exchange exchange, long objects)
    {
        var bytes = (2L * exchange.Body!.Length) + (BytesOfObject * objects);
        return bytes < CountedFrom || (exchange.Room ??= new RoomShare(room)).TryGrow(bytes) ? null : BodyRoom.Full;
    }
}
