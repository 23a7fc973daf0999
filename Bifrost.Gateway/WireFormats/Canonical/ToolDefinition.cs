using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>A tool that the model may call.</summary>
internal sealed class ToolDefinition(string name)
{
    public string Name => name;

    public string? Description { get; set; }

    /// <summary>A JSON schema of its arguments; null for a tool without any.</summary>
    public JsonElement? Parameters { get; set; }

    public bool? Strict { get; set; }

    public CacheMarker? Cache { get; set; }

    /// <summary>A tool that the caller's vendor runs itself, or of a kind of its own, as the caller wrote it: no other dialect has it.</summary>
    public JsonElement? Native { get; set; }

    /// <summary>Of such a tool: the model answers without it, only with less to go by.</summary>
    public bool IsAid { get; init; }

    /// <summary>How the caller knows it; null for a plain function.</summary>
    public CallerTool? Caller { get; init; }

    /// <summary>Where it stands in the caller's body.</summary>
    public string Path { get; init; } = "tools";

    /// <summary>Its input is plain text to the caller.</summary>
    public bool IsCustom => Caller is { Kind: CallerToolKind.Custom };
}

/// <summary>How the model has to use tools.</summary>
internal enum ToolChoiceKind
{
    Auto,
    None,

    /// <summary>At least one.</summary>
    Required,

    /// <summary>The one named.</summary>
    Named,
}

/// <param name="Name">Of the tool, for <see cref="ToolChoiceKind.Named"/>.</param>
internal sealed record ToolChoice(ToolChoiceKind Kind, string? Name = null);
