namespace Bifrost.Tests.Gateway.WireFormats.Conformance;

/// <summary>On which way something was lost.</summary>
public enum Way
{
    /// <summary>From the caller to the provider.</summary>
    Request,

    /// <summary>From the provider to the caller, in one piece.</summary>
    Answer,

    /// <summary>From the provider to the caller, event by event.</summary>
    Stream,

    /// <summary>From the provider to the caller, with a status that is no success.</summary>
    Error,
}

/// <summary>A kind of fact that did not arrive.</summary>
/// <param name="Fact">Its name.</param>
/// <param name="Sent">The first that was lost.</param>
/// <param name="Arrived">What of its kind arrived.</param>
internal sealed record Loss(Way Way, string Fact, string Sent, string Arrived);
