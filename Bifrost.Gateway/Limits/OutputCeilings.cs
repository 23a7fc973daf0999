using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// How much a provider's model can emit: what its vendor documents and the price book knows, or what the provider said when it
/// refused a cap that the gateway had added. What was said counts for an hour, since another model may come to stand behind the
/// same name. Thread-safe; bounded.
/// </summary>
internal sealed class OutputCeilings(UsageEstimator estimator, UsageJournal journal, TimeProvider time)
{
    private const int MostModels = 10_000;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Provider, string Model), (CapLimit Limit, long At)> _told = new();

    /// <summary>
    /// The cap to hold and to send for each answer to a call that has none: all that the model can emit beside the input. Where the
    /// input's bound leaves too little of the window, the input is counted or, without the model's vocabulary, estimated: a cap too low
    /// cuts answers for certain, one too high is refused and then lowered.
    /// </summary>
    /// <returns>Tokens, at least <see cref="Demand.LeastOutput"/>.</returns>
    public long CapOf(Exchange exchange, Demand demand)
    {
        var upstream = exchange.Target!.Upstream;
        var told = ToldOf(exchange.Target);
        var most = told.MostOutput ?? upstream.MaxOutput ?? Demand.DefaultOutputCap;
        return (told.Window ?? upstream.ContextWindow) is not { } window || window - demand.InputTokens >= most
            ? most
            : Math.Clamp(window - LikelyInput(exchange, demand), Demand.LeastOutput, most);
    }

    /// <summary>
    /// What a model can emit where no cap is sent. A famous name may be any server's own for any model: only at OpenAI does it tell
    /// that there is no more.
    /// </summary>
    public static long MostOf(Target target) => target.Upstream.MaxOutput is { } most && (most > Demand.DefaultOutputCap || target.Provider.Snapshot.Kind == "openai") ? most : Demand.DefaultOutputCap;

    /// <summary>The field that its model knows for a cap.</summary>
    public OutputCaps FieldOf(Exchange exchange) => OutputCapField.For(exchange, ToldOf(exchange.Target!).Field);

    /// <summary>Changes the cap that the gateway has added to what the provider's refusal says that it takes: its field, or its size and what is held with it.</summary>
    /// <param name="exchange">The call.</param>
    /// <param name="error">The provider's error as it came.</param>
    /// <param name="changed">What its provider has said so far: each is changed once. To be remembered once the cap was taken.</param>
    /// <returns>False when the error is about something else, or the cap is the caller's own.</returns>
    public bool TryChange(Exchange exchange, byte[] error, CapChange changed)
    {
        if (exchange is not { OutputCap: { } sent, Reservation: { } reservation })
        {
            return false;
        }

        var text = Text(error);
        if (!changed.HasField && exchange.Operation == Operation.Chat && CapRefusal.ReadField(text, exchange.CapField) is { } told && !IsQuoted(exchange, told.Words))
        {
            exchange.CapField = told.Field;
            changed.Take(told, isField: true);
            return true;
        }

        return !changed.HasSize && CapRefusal.Read(text, sent) is { } limit && TryLower(exchange, reservation, limit, sent, changed);
    }

    private bool TryLower(Exchange exchange, Reservation reservation, CapLimit limit, long sent, CapChange changed)
    {
        var input = limit.Input ?? LikelyInput(exchange, new Demand(null, null, reservation.InputTokens, 0));
        var cap = limit.Window is not { } window ? limit.MostOutput!.Value
            : limit.Input is null && window > input ? Math.Max(Demand.LeastOutput, window - input)
            : window - input;
        if (cap < 1 || cap >= sent)
        {
            return false;
        }

        exchange.OutputCap = cap;
        Lower(exchange, reservation, cap * exchange.Scan!.Generations);
        changed.Take(IsQuoted(exchange, limit.Words) ? default : limit, isField: false);
        return true;
    }

    /// <summary>A call was answered with the cap that followed from this.</summary>
    public void Remember(Target target, CapLimit told)
    {
        var key = (target.Provider.Name, target.Model);
        if (((told.MostOutput ?? told.Window) >= Demand.LeastOutput || told.Field != OutputCaps.None) && (_told.Count < MostModels || _told.ContainsKey(key)))
        {
            var known = ToldOf(target);
            _told[key] = (known.With(told), time.GetTimestamp());
        }
    }

    /// <summary>In the journal first: others may hold what is free, and a kill would bill it twice.</summary>
    private void Lower(Exchange exchange, Reservation reservation, long outputTokens)
    {
        if (reservation.NeededFor(outputTokens) is { } needed && journal.Raise(exchange.Ticket!, outputTokens, needed))
        {
            reservation.Lower(outputTokens);
        }
    }

    private CapLimit ToldOf(Target target) =>
        _told.TryGetValue((target.Provider.Name, target.Model), out var told) && time.GetElapsedTime(told.At) < Kept ? told.Limit : default;

    private long LikelyInput(Exchange exchange, Demand demand)
    {
        if (TokenEstimator.IsExactFor(exchange.Target!.Model))
        {
            return demand.Counted(exchange, estimator).InputTokens;
        }

        // A quarter more than is usual: other vocabularies than OpenAI's are coarser.
        var scan = exchange.Scan!;
        var text = TokenEstimator.CountByRatio(scan.TextBytes + scan.RawBytes) * 5 / 4;
        return Math.Min(demand.InputTokens, demand.InputTokens - scan.TextBytes - scan.RawBytes + text);
    }

    private static string Text(byte[] error)
    {
        var plain = ArrayPool<byte>.Shared.Rent(error.Length);
        try
        {
            return Encoding.UTF8.GetString(plain, 0, JsonText.Unescape(error, plain));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain, clearArray: true);
        }
    }

    /// <summary>The caller has written the words itself: what a provider repeats of one prompt must not shorten others' answers.</summary>
    private static bool IsQuoted(Exchange exchange, string words)
    {
        var body = exchange.Body!.Bytes.Span;
        var plain = ArrayPool<byte>.Shared.Rent(body.Length);
        try
        {
            var bytes = Encoding.UTF8.GetBytes(words);
            return bytes.Length > 0 && (body.IndexOf(bytes) >= 0 || plain.AsSpan(0, JsonText.Unescape(body, plain)).IndexOf(bytes) >= 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain, clearArray: true);
        }
    }
}
