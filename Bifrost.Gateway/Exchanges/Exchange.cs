using System.Runtime.CompilerServices;
using System.Text;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.Limits;
using Bifrost.Gateway.Runtime;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.Embeddings;
using Bifrost.Gateway.WireFormats.OpenAi;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Gateway.Exchanges;

/// <summary>One caller request end to end: what is known of it so far, and the record that it will leave.</summary>
internal sealed class Exchange : IDisposable
{
    private readonly TimeProvider _time;
    private readonly double _microsPerTick;
    private readonly long _start;
    private long _notOurs;
    private long _waitingSince;
    private CancellationToken? _caller;
    private StreamProof? _restsOn;

    public Exchange(HttpContext context, CallerOperation caller, GatewayRuntime runtime, TimeProvider time)
    {
        _time = time;
        _microsPerTick = 1_000_000.0 / time.TimestampFrequency;
        _start = time.GetTimestamp();
        var now = time.GetUtcNow();
        Context = context;
        Caller = caller;
        Runtime = runtime;
        Record = new UsageRecord { Id = RequestIds.Next(now), Time = now.UtcDateTime, Operation = caller.Operation.Name };
        Id = Record.Id.ToString();
    }

    /// <summary>The response's <c>x-request-id</c>: made by us, never taken from the caller.</summary>
    public string Id { get; }

    public HttpContext Context { get; }

    /// <summary>What is asked for, and in which dialect.</summary>
    public CallerOperation Caller { get; }

    public Operation Operation => Caller.Operation;

    /// <summary>The one runtime that this request is served with.</summary>
    public GatewayRuntime Runtime { get; }

    public UsageRecord Record { get; }

    public VirtualKeySnapshot? Key { get; private set; }

    public OwnerSnapshot? Team { get; private set; }

    public OwnerSnapshot? Customer { get; private set; }

    /// <summary>Set by the console's playground, which acts as a chosen key without knowing its secret.</summary>
    public Guid? TrustedKeyId { get; init; }

    public RequestBody? Body { get; set; }

    /// <summary>The room of what it holds beside its body: what was read of it, what was fetched for it. Null where that is little.</summary>
    public RoomShare? Room { get; set; }

    /// <summary>What was read of the body.</summary>
    public RequestScan? Scan { get; set; }

    /// <summary>What a raw call asks for, where its path tells; null for everything else.</summary>
    public RawCall? Raw { get; set; }

    /// <summary>By whose units it is billed.</summary>
    public Operation BilledAs => Raw?.Operation ?? Operation;

    /// <summary>What it can be billed at most by something other than tokens; the default where that is nothing, or nothing is proven.</summary>
    public UsageUnits Units { get; set; }

    /// <summary>The chat that was read of the body; null until somebody needs it read, and for what is no chat.</summary>
    public ChatRequest? Chat { get; set; }

    /// <summary>The request for vectors that was read of the body; null until somebody needs it read, and for everything else.</summary>
    public EmbeddingRequest? Embedding { get; set; }

    public Target? Target { get; set; }

    /// <summary>How the target is asked; known with it.</summary>
    public Passage? Passage { get; set; }

    /// <summary>The body in the provider's dialect, where it is not the caller's.</summary>
    public Translation? Translation { get; set; }

    /// <summary>The same of a request for vectors.</summary>
    public ReadOnlyMemory<byte> TranslatedEmbedding { get; set; }

    /// <summary>What caps it; known once it has its target.</summary>
    public LimitPlan Limits { get; set; } = LimitPlan.None;

    /// <summary>What it would have cost at most, where budgets refused it.</summary>
    public StrongBox<Demand>? RefusedDemand { get; set; }

    /// <summary>Of its intent in the journal; null until it is dispatched.</summary>
    public JournalTicket? Ticket { get; set; }

    /// <summary>What is held of budgets for it; null where none is hard.</summary>
    public Reservation? Reservation { get; set; }

    /// <summary>What its rate limits counted it as; null where none is.</summary>
    public RateHold? Rates { get; set; }

    /// <summary>Where its holds go when it is over; null while it has none.</summary>
    public HoldPool? Holds { get; set; }

    /// <summary>Its place among requests at once; null where nothing caps them.</summary>
    public ConcurrencyPlace? Place { get; set; }

    /// <summary>Of a stream that is held by what is seen of it: what shows that this suffices; it has a place there.</summary>
    public StreamProof? RestsOn { get => Volatile.Read(ref _restsOn); set => Volatile.Write(ref _restsOn, value); }

    /// <summary>The cap on output tokens that the gateway sends so that what is held suffices; null where the caller's own stands.</summary>
    public long? OutputCap { get; set; }

    /// <summary>The field that the cap is sent in.</summary>
    public OutputCaps CapField { get; set; }

    /// <summary>How it is ended from outside.</summary>
    public ExchangeEnd End { get; } = new();

    /// <summary>Prompt and answer, for keys with content capture only.</summary>
    public ContentCapture? Capture { get; set; }

    /// <summary>The caller hung up.</summary>
    public CancellationToken RequestAborted => _caller ?? Context.RequestAborted;

    /// <summary>Ends waiting for the provider: the caller hung up, and nobody else needs the answer.</summary>
    public CancellationToken Abandoned => Context.RequestAborted;

    /// <summary>Microseconds since arrival.</summary>
    public long Elapsed => Micros(_time.GetTimestamp() - _start);

    /// <summary>What the gateway itself has taken so far: all but waiting for the caller and the provider.</summary>
    public long Overhead => Math.Max(0, Elapsed - Micros(_notOurs));

    /// <summary>Microseconds spent waiting for others.</summary>
    public long WaitedMicros => Micros(_notOurs);

    /// <summary>Microseconds from arrival to a timestamp of the same clock.</summary>
    public long At(long timestamp) => Micros(timestamp - _start);

    /// <summary>From here on somebody else is waited for: the caller's body, the provider.</summary>
    public void BeginWaiting() => _waitingSince = _time.GetTimestamp();

    /// <summary>The wait is over; a second call changes nothing.</summary>
    public void EndWaiting()
    {
        if (_waitingSince != 0)
        {
            _notOurs += _time.GetTimestamp() - _waitingSince;
            _waitingSince = 0;
        }
    }

    /// <summary>A caller that hangs up does not end the call.</summary>
    public bool Outlives => _caller is not null;

    /// <summary>From here on a caller that hangs up does not end the call: what it costs must be known.</summary>
    public void Outlive()
    {
        _caller = Context.RequestAborted;
        Context.RequestAborted = CancellationToken.None;
    }

    /// <summary>Puts on the response what every answer has, refusals included.</summary>
    public void Identify()
    {
        var headers = Context.Response.Headers;
        headers["x-request-id"] = Id;
        headers.XContentTypeOptions = "nosniff";
        if (Context.Request.Headers.TryGetValue("x-request-id", out var own) && ClientRequestId.Clean(own) is { } clean)
        {
            headers["x-client-request-id"] = clean;
        }
    }

    /// <summary>
    /// The provider's class of error as records, metrics and traces may keep it: not when the same word stands in what the
    /// caller sent, for then it may be a piece of the prompt that the provider repeats.
    /// </summary>
    public string CodeToKeep(string? code) =>
        code is null || Body is not { Length: > 0 } body || body.Bytes.Span.IndexOf(Encoding.UTF8.GetBytes(code)) >= 0 ? "upstream_error" : code;

    /// <summary>Gives the body's buffer and its place back.</summary>
    public void Dispose()
    {
        var place = Place;
        Place = null;
        place?.Leave();
        StopResting();
        Holds?.Take(this);
        Chat?.Dispose();
        Body?.Dispose();
        Room?.Dispose();
    }

    /// <summary>Gives its place among streams that rest on what others have shown back; without one it does nothing.</summary>
    public void StopResting() => Interlocked.Exchange(ref _restsOn, null)?.Leave();

    /// <summary>Puts the key and its owners on the exchange and on its record.</summary>
    public void Attribute(VirtualKeySnapshot key)
    {
        Key = key;
        Team = key.TeamId is { } team ? Runtime.Snapshot.Teams.GetValueOrDefault(team) : null;
        Customer = (Team?.CustomerId ?? key.CustomerId) is { } customer ? Runtime.Snapshot.Customers.GetValueOrDefault(customer) : null;
        Record.VirtualKeyId = key.Id;
        Record.VirtualKey = key.Name;
        Record.TeamId = Team?.Id;
        Record.Team = Team?.Name;
        Record.CustomerId = Customer?.Id;
        Record.Customer = Customer?.Name;
        Record.AuthenticatedMicros = Elapsed;
    }

    private long Micros(long ticks) => (long)(ticks * _microsPerTick);
}
