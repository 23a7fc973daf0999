using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Bifrost.Tests.Gateway.Clouds;

/// <summary>Hears of every connection that this process begins, whoever begins it.</summary>
internal sealed partial class SocketWatch : EventListener
{
    private readonly ConcurrentQueue<int> _ports = new();
    private volatile bool _on;

    /// <summary>The ports that connections were begun to.</summary>
    public IReadOnlyList<int> Targets => [.. _ports];

    public void Begin() => _on = true;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Net.Sockets")
        {
            EnableEvents(eventSource, EventLevel.Informational);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The address as the runtime prints it: InterNetwork:16:{31,144,127,0,0,1,0,…}, the port first.
        if (_on && eventData.EventName == "ConnectStart" && Port().Match(eventData.Payload?[0]?.ToString() ?? "") is { Success: true } match)
        {
            _ports.Enqueue((int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) << 8) | int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        }
    }

    [GeneratedRegex("\\{([0-9]+),([0-9]+),")]
    private static partial Regex Port();
}
