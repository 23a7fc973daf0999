using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Forwarding;

/// <summary>What a tap needs from the exchange around it.</summary>
/// <param name="Settlement">Receives the outcome.</param>
/// <param name="Clock">For timestamps and the idle timeout.</param>
/// <param name="IdleTimeout">Longest silence between two pieces of the response, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
/// <param name="RequestAborted">Tells a caller that went away from a provider that fell silent.</param>
/// <param name="Capture">Keeps a copy of what goes to the caller; null for nearly all.</param>
/// <param name="KeepAhead">Raises what is held of budgets for what has arrived; asked before each event goes on, false ends the stream.</param>
/// <param name="End">How the exchange is ended from outside; null in tests of the tap itself.</param>
/// <param name="AwaitsUsage">A caller that leaves ends neither the reading of what has been sent to it nor the wait for the usage behind the finish reason.</param>
internal sealed record TapContext(
    ISettlement Settlement, TimeProvider Clock, TimeSpan IdleTimeout, CancellationToken RequestAborted, ContentCapture? Capture = null,
    Func<MeteredResponse, ValueTask<bool>>? KeepAhead = null, ExchangeEnd? End = null, bool AwaitsUsage = false)
{
    /// <summary>Reads what passes as it is; disposed with the tap. Null where nothing of the kind is in such an answer.</summary>
    public IPassingReader? Passing { get; init; }

    /// <summary>What comes says itself where each piece of it ends: its last byte is not kept back, for the next may be long in coming.</summary>
    public bool IsFramed { get; init; }

    /// <summary>The answer is read to its end although its caller has left: whatever happens to it then, that is what the record says.</summary>
    public bool ReadsOn { get; init; }
}
