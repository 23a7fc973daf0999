using System.Runtime.InteropServices;
using System.Text;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Tests.Gateway;

/// <summary>One response through a tap, as YARP would copy it, with what the caller had when the settlement was written.</summary>
internal sealed class TapRun : ISettlement
{
    private readonly List<byte> _caller = [];

    public static TokenEstimator Estimator { get; } = new();

    public List<ResponseOutcome> Outcomes { get; } = [];

    public ResponseOutcome Outcome => Assert.Single(Outcomes);

    public string SeenAtSettlement { get; private set; } = "";

    public string Seen => Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_caller));

    public byte[] SeenBytes => [.. _caller];

    public bool SettlementFails { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public TimeSpan IdleTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    public CancellationToken RequestAborted { get; init; }

    public static MeteredResponse NewResponse() => new(new OutputText(Estimator, TokenEncoding.O200kBase));

    public static ReadOnlyMemory<byte>[] Pieces(string text, int size)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. bytes.Chunk(size).Select(piece => new ReadOnlyMemory<byte>(piece))];
    }

    public static ReadOnlyMemory<byte>[] Split(string text, int at)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [bytes.AsMemory(0, at), bytes.AsMemory(at)];
    }

    public void OnCompleted(in ResponseOutcome outcome)
    {
        Outcomes.Add(outcome);
        SeenAtSettlement = Seen;
        if (SettlementFails)
        {
            throw new IOException("journal");
        }
    }

    public ResponseTapStream Chat(Stream upstream, bool callerWantsUsage = false) =>
        ResponseTapStream.ForEvents(upstream, new ChatStreamMeter(NewResponse(), callerWantsUsage), Context());

    public ResponseTapStream Responses(Stream upstream) =>
        ResponseTapStream.ForEvents(upstream, new ResponsesStreamMeter(NewResponse()), Context());

    public ResponseTapStream Json(Stream upstream, long? contentLength = null) =>
        ResponseTapStream.ForJson(upstream, new ResponseUsage(NewResponse()), contentLength, Context());

    public ResponseTapStream Binary(Stream upstream, long? contentLength = null) =>
        ResponseTapStream.ForBinary(upstream, NewResponse(), contentLength, Context());

    /// <summary>Copies to the end with zero-byte reads between, as YARP does.</summary>
    public async Task<TapRun> CopyAsync(ResponseTapStream tap, int bufferSize = 65_536)
    {
        var buffer = new byte[bufferSize];
        using (tap)
        {
            while (true)
            {
                Assert.Equal(0, await tap.ReadAsync(Memory<byte>.Empty, CancellationToken.None));
                var count = await tap.ReadAsync(buffer, CancellationToken.None);
                if (count == 0)
                {
                    break;
                }

                _caller.AddRange(buffer.AsSpan(0, count));
            }
        }

        tap.Dispose();
        return this;
    }

    private TapContext Context() => new(this, Clock, IdleTimeout, RequestAborted);
}
