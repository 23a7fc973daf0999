using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>The form that the answer's text must have.</summary>
internal sealed class OutputFormat
{
    /// <summary>Of the object; null where any JSON object will do.</summary>
    public JsonElement? Schema { get; set; }

    public string? Name { get; set; }

    public string? Description { get; set; }

    public bool? Strict { get; set; }
}
