using System.Text;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Runtime;

/// <summary>A provider's model, with its name in the forms in which bodies carry it.</summary>
internal sealed class UpstreamModel(string name)
{
    public string Name => name;

    /// <summary>As a JSON string token.</summary>
    public byte[] JsonToken { get; } = BodyEdits.ModelToken(name);

    /// <summary>By its name a model that thinks before it answers, whether it is priced so or not.</summary>
    public bool IsKnownToReason { get; } = Reasons(name.AsSpan(name.LastIndexOf('/') + 1));

    /// <summary>As a form's plain value.</summary>
    public byte[] FormValue { get; } = Encoding.UTF8.GetBytes(name);

    private static bool Reasons(ReadOnlySpan<char> name) =>
        (name is ['o' or 'O', >= '1' and <= '9', ..] && (name.Length == 2 || name[2] == '-'))
        || (name.StartsWith("gpt-5", StringComparison.OrdinalIgnoreCase) && !name.Contains("chat", StringComparison.OrdinalIgnoreCase))
        || name.Contains("reason", StringComparison.OrdinalIgnoreCase) || name.Contains("think", StringComparison.OrdinalIgnoreCase);
}
