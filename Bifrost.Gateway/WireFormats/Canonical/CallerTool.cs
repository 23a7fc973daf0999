namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>What a tool is to a caller whose dialect knows others than functions.</summary>
internal enum CallerToolKind
{
    Function,

    /// <summary>Its input is plain text: to everybody else a function whose one argument that text is (<see cref="CustomTools"/>).</summary>
    Custom,

    /// <summary>Finds further tools at the caller's; to everybody else a function like others.</summary>
    Search,
}

/// <summary>How a caller knows a tool that everybody else is told of as a function: by that its calls are written for the caller.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Within its namespace.</param>
/// <param name="Namespace">Where the caller keeps it; null for none.</param>
internal sealed record CallerTool(CallerToolKind Kind, string Name, string? Namespace = null)
{
    /// <summary>What the input of a custom tool has to follow; null for any text.</summary>
    public ToolGrammar? Grammar { get; init; }
}
