using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Bifrost.Gateway.Limits;

/// <summary>What an exchange was counted as by its rate limits, and how the tightest of them stand. Used again by later exchanges.</summary>
internal sealed class RateHold(RateWindows all)
{
    // A guess of a call's output holds at most this part of a limit: a few calls of others must not shut a caller out.
    private const int GuessedPart = 10;

    private RateWindow[] _windows = [];
    private long[] _taken = [];
    private long _inputTokens;
    private long _outputTokens;
    private bool _guessed;
    private (RateWindow Window, TimeSpan Wait)? _refused;
    private Tightest? _requests;
    private Tightest? _tokens;
    private int _ended;

    /// <summary>Monotonic, 100 ns; zero until it was counted.</summary>
    public long TakenAt { get; set; }

    /// <summary>Begins anew.</summary>
    /// <param name="guessed">The output is only likely: the call has no cap of its own.</param>
    public void Begin(RateWindow[] windows, long inputTokens, long outputTokens, bool guessed)
    {
        (_windows, _inputTokens, _outputTokens, _guessed) = (windows, inputTokens, outputTokens, guessed);
        (_refused, _ended, TakenAt) = (null, 0, 0);
        if (_taken.Length < windows.Length)
        {
            _taken = new long[windows.Length];
        }
    }

    /// <summary>What the call counts as before it is over; never more than the limit, else it could never be sent.</summary>
    public long AmountOf(RateWindow window) => Math.Min(
        window.Limit, window.AmountOf(_inputTokens, _guessed ? Math.Min(_outputTokens, Math.Max(1, window.Limit / GuessedPart)) : _outputTokens));

    /// <summary>What was counted on the window at this place; its limit may have changed since.</summary>
    public ref long TakenOn(int place) => ref _taken[place];

    /// <summary>The call waits for this window, so long from now; its amount is more than the window takes.</summary>
    public void Refuse(RateWindow window, TimeSpan wait) => _refused = (window, wait);

    /// <summary>Notes how a limit stands. Under the windows' lock.</summary>
    public void Note(RateWindow window, RateStanding standing)
    {
        var (left, reset) = (standing.Left, standing.Reset);
        if (TakenAt == 0 && _refused is { } refused && ReferenceEquals(refused.Window, window))
        {
            // What other nodes may use without asking is not left, and is not yet counted either.
            (left, reset) = (Math.Min(left, AmountOf(window) - 1), reset > refused.Wait ? reset : refused.Wait);
        }

        ref var tightest = ref window.CountsTokens ? ref _tokens : ref _requests;
        if (tightest is not { } x || (double)left / standing.Limit < (double)x.Left / x.Limit)
        {
            tightest = new Tightest(standing.Limit, left, reset);
        }
    }

    /// <summary>The estimate becomes what was used; a second call does nothing.</summary>
    /// <param name="sent">The provider was reached; otherwise nothing counts.</param>
    public void End(bool sent, long usedInput, long usedOutput)
    {
        if (TakenAt != 0 && Interlocked.Exchange(ref _ended, 1) == 0)
        {
            all.Settle(_windows, this, sent, usedInput, usedOutput);
        }
    }

    /// <summary>Says on the answer how the tightest limits stand at this moment, in OpenAI's words.</summary>
    public void WriteTo(IHeaderDictionary headers)
    {
        (_requests, _tokens) = (null, null);
        all.Describe(_windows, this);
        Write(headers, Names.Requests, _requests);
        Write(headers, Names.Tokens, _tokens);
    }

    /// <summary>OpenAI's spelling of a time: <c>6m0s</c>, <c>1.2s</c>, <c>12ms</c>.</summary>
    internal static string Spell(TimeSpan time)
    {
        // Rounded up: what is told to be over is over then.
        time = TimeSpan.FromMilliseconds((time.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond);
        if (time < TimeSpan.FromSeconds(1))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{time.Milliseconds}ms");
        }

        Span<char> part = stackalloc char[4];
        time.Milliseconds.TryFormat(part[1..], out _, "000", CultureInfo.InvariantCulture);
        part[0] = '.';
        ReadOnlySpan<char> rest = time.Milliseconds == 0 ? default : part.TrimEnd('0');
        var minutes = (long)time.TotalMinutes;
        return minutes == 0 ? string.Create(CultureInfo.InvariantCulture, $"{time.Seconds}{rest}s")
            : minutes < 60 ? string.Create(CultureInfo.InvariantCulture, $"{minutes}m{time.Seconds}{rest}s")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60}h{minutes % 60}m{time.Seconds}{rest}s");
    }

    private static void Write(IHeaderDictionary headers, Names names, Tightest? tightest)
    {
        if (tightest is { } x)
        {
            headers[names.Limit] = x.Limit.ToString(CultureInfo.InvariantCulture);
            headers[names.Remaining] = x.Left.ToString(CultureInfo.InvariantCulture);
            headers[names.Reset] = Spell(x.Reset);
        }
    }

    private sealed record Names(string Limit, string Remaining, string Reset)
    {
        public static Names Requests { get; } = Of("requests");

        public static Names Tokens { get; } = Of("tokens");

        private static Names Of(string what) => new("x-ratelimit-limit-" + what, "x-ratelimit-remaining-" + what, "x-ratelimit-reset-" + what);
    }

    private readonly record struct Tightest(long Limit, long Left, TimeSpan Reset);
}
