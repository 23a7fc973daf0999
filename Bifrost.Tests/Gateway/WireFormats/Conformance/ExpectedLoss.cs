using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats.Conformance;

/// <summary>A kind of fact that a dialect cannot be told, or that makes a request impossible there; and why.</summary>
/// <param name="Answers">Lost on the way from the provider to a caller of this dialect; else on the way to a provider of it.</param>
/// <param name="Fact">Its name.</param>
/// <param name="Dialect">That cannot say it.</param>
/// <param name="Reason">For the published table.</param>
internal sealed record ExpectedLoss(bool Answers, string Fact, string Dialect, string Reason)
{
    /// <summary>Lost only when it comes from this dialect; null for all.</summary>
    public string? From { get; init; }

    /// <summary>The request is refused by this field rather than told without it.</summary>
    public ChatField? Refused { get; init; }

    /// <summary>The caller is told of it by this field.</summary>
    public ChatField? Dropped { get; init; }

    public bool IsOf(Way way, string fact, string from, string to) =>
        Answers == (way != Way.Request) && Fact == fact && Dialect == to && (From is null || From == from);
}
