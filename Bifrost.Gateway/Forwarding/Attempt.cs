using System.Globalization;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Refusals;

namespace Bifrost.Gateway.Forwarding;

/// <summary>One try at a target: what came of it, and what may be told of it.</summary>
internal sealed class Attempt(ProviderKeySnapshot key)
{
    private bool _isNoted;

    public ProviderKeySnapshot Key => key;

    public FailureKind Failure { get; set; }

    /// <summary>The provider's status; 0 where none came.</summary>
    public int Status { get; set; }

    /// <summary>The error is about our key, not about what the caller asks for.</summary>
    public bool IsOurFault { get; set; }

    /// <summary>Our words for the failure.</summary>
    public string Detail { get; set; } = "";

    /// <summary>The provider's error body when it is JSON fit for the caller.</summary>
    public byte[]? ErrorBody { get; set; }

    /// <summary>The provider's error body as it came, for the gateway's own eyes.</summary>
    public byte[]? RawError { get; set; }

    /// <summary>Its error holds something that was presented to it.</summary>
    public bool QuotesSecret { get; set; }

    /// <summary>The provider's own class of error, only when it looks like one.</summary>
    public string? ErrorCode { get; set; }

    public TimeSpan? RetryAfter { get; set; }

    /// <summary>What came was an answer, or the beginning of one, though the caller cannot be given it.</summary>
    public bool HasAnswer { get; set; }

    /// <summary>Output tokens counted in what had arrived of an answer that the caller was not given.</summary>
    public long ArrivedTokens { get; set; }

    /// <summary>The provider may charge for what came of it.</summary>
    public bool MayBeBilled => HasAnswer || Failure is FailureKind.Broken or FailureKind.Timeout;

    /// <summary>Microseconds from dispatch to the end of the attempt, or to its response head.</summary>
    public long Micros { get; private set; }

    /// <summary>Puts this try on the record, once: for an answer before it is settled, since a settled record does not change any more.</summary>
    public void NoteOn(UsageRecord record, long elapsed)
    {
        if (_isNoted)
        {
            return;
        }

        _isNoted = true;
        Micros = elapsed - record.SentMicros!.Value;
        var result = Status > 0 ? Status.ToString(CultureInfo.InvariantCulture) : Failure.ToString();
        var line = string.Create(CultureInfo.InvariantCulture, $"{key.Name}|{result}|{Micros}");
        record.Attempts++;
        record.AttemptTrail = record.AttemptTrail is null ? line : record.AttemptTrail + "\n" + line;
    }

    /// <summary>Another key may do better, and the caller has seen nothing yet.</summary>
    public bool IsRetriable => Failure switch
    {
        FailureKind.Connect or FailureKind.Credential => true,
        FailureKind.Status => IsOurFault || Status is 401 or 402 or 403 or 429 or >= 500,
        _ => false,
    };

    /// <summary>The provider found fault with what it was asked for.</summary>
    public bool IsRequestRefused => Failure == FailureKind.Status && !IsOurFault && Status is 400 or 422;

    /// <summary>The provider's own answer reaches the caller as it is.</summary>
    public bool PassesOn => Failure == FailureKind.Status && !IsOurFault && Status is 400 or 403 or 404 or 409 or 413 or 422 or 429;

    /// <summary>What the caller is told when no try is left.</summary>
    public Refusal ToRefusal(string provider) => Failure switch
    {
        FailureKind.Timeout => new Refusal.UpstreamTimeout(provider, Detail),
        FailureKind.InvalidResponse => new Refusal.UpstreamInvalidResponse(provider, Detail),
        FailureKind.Credential => new Refusal.UpstreamAuthFailed(provider),
        FailureKind.Status when IsOurFault => new Refusal.UpstreamAuthFailed(provider),
        FailureKind.Status when PassesOn => new Refusal.UpstreamRefused(provider, Status, RetryAfter),
        _ => new Refusal.UpstreamError(provider, Detail),
    };
}
