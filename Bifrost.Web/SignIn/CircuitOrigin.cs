namespace Bifrost.Web.SignIn;

/// <summary>Where a circuit comes from; empty outside one.</summary>
internal sealed class CircuitOrigin
{
    public string? CircuitId { get; set; }

    public string? SourceAddress { get; set; }

    public string? UserAgent { get; set; }
}
