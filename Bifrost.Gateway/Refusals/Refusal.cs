using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Refusals;

/// <summary>A typed "no" to a caller. The family is closed; <see cref="RefusalText"/> alone gives each its status and words.</summary>
public abstract record Refusal
{
    private Refusal()
    {
    }

    /// <summary>No key, unknown, revoked or expired: deliberately one answer.</summary>
    public sealed record InvalidKey : Refusal;

    /// <summary>The request is wrong.</summary>
    /// <param name="Param">The field at fault; null for the whole.</param>
    public sealed record InvalidRequest(string? Param, string Message) : Refusal;

    public sealed record ModelNotAllowed(string Model, string Owner) : Refusal;

    /// <summary>An admin stopped everything of an owner.</summary>
    /// <param name="Owner">In words: <c>team research</c>.</param>
    public sealed record Frozen(string Owner) : Refusal;

    /// <summary>A hard budget has no room for what the call may cost.</summary>
    /// <param name="Owner">In words: <c>team research</c>.</param>
    /// <param name="Reserved">For calls under way, this one included.</param>
    /// <param name="Needed">What had to be held; of a stream under way, beyond what it holds.</param>
    /// <param name="ResetsAt">UTC; null when nothing frees by itself.</param>
    /// <param name="Zone">The budget's time zone.</param>
    public sealed record BudgetExhausted(string Owner, Usd Limit, Usd Spent, Usd Reserved, Usd Needed, DateTime? ResetsAt, TimeZoneInfo Zone) : Refusal
    {
        /// <summary>Of what is reserved, what this very call holds: a stream that could not grow.</summary>
        public Usd Own { get; init; }

        /// <summary>It would fit if the other calls under way had ended and cost nothing.</summary>
        public bool IsHeldByOthers => Reserved > Own && Spent + Own + Needed <= Limit;
    }

    /// <summary>A rate limit has no room.</summary>
    /// <param name="Wait">Until this very call would fit.</param>
    public sealed record RateLimited(string Owner, long Limit, RateMetric Metric, Period Period, TimeSpan Wait) : Refusal;

    /// <summary>As many calls of an owner are under way as may be, and none has ended in time.</summary>
    public sealed record TooManyAtOnce(string Owner, int Limit) : Refusal;

    /// <summary>A hard budget cannot pay for what cannot be priced.</summary>
    public sealed record Unpriced(string Model, string Owner, string Reason) : Refusal;

    public sealed record ModelNotFound(string Model) : Refusal;

    /// <summary>A raw call names a provider that is not set up.</summary>
    public sealed record ProviderNotFound(string Provider) : Refusal;

    /// <summary>The dialect has it, this gateway does not yet.</summary>
    /// <param name="What">In words, as a whole sentence's beginning: <c>POST /v1/batches</c>.</param>
    /// <param name="PassesRaw">Whether <c>/passthrough</c> carries it all the same.</param>
    public sealed record NotSupported(string What, bool PassesRaw = false) : Refusal;

    public sealed record TooLarge(long LimitBytes) : Refusal;

    /// <summary>The provider failed: <paramref name="Detail"/> says how, in our words.</summary>
    public sealed record UpstreamError(string Provider, string Detail) : Refusal;

    /// <summary>Our key for the provider was refused.</summary>
    public sealed record UpstreamAuthFailed(string Provider) : Refusal;

    public sealed record UpstreamInvalidResponse(string Provider, string Detail) : Refusal;

    public sealed record UpstreamTimeout(string Provider, string Detail) : Refusal;

    /// <summary>The provider said no to this request, without words that could be passed on.</summary>
    public sealed record UpstreamRefused(string Provider, int Status, TimeSpan? RetryAfter) : Refusal;

    /// <summary>No key of the provider serves this model.</summary>
    public sealed record NoHealthyTarget(string Model) : Refusal;

    /// <summary>The journal cannot be written: nothing is dispatched that could not be accounted.</summary>
    public sealed record AccountingUnavailable : Refusal;

    /// <summary>Too much is under way, or the process is stopping.</summary>
    public sealed record Overloaded(string Detail) : Refusal;

    /// <summary>A bug of ours.</summary>
    public sealed record Internal : Refusal;
}
