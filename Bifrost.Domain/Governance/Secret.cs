namespace Bifrost.Domain.Governance;

/// <summary>A text that must not reach a log, a trace or an error: it prints as dots and is read only on purpose.</summary>
public sealed class Secret(string value)
{
    /// <summary>The text itself, for the one place that presents it upstream.</summary>
    public string Reveal() => value;

    public override string ToString() => "••••";
}
