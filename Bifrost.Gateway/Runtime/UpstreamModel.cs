using System.Text;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Runtime;

/// <summary>A provider's model, with its name in the forms in which bodies carry it.</summary>
internal sealed class UpstreamModel(string name)
{
    public string Name => name;

    /// <summary>As a JSON string token.</summary>
    public byte[] JsonToken { get; } = BodyEdits.ModelToken(name);

    /// <summary>As a form's plain value.</summary>
    public byte[] FormValue { get; } = Encoding.UTF8.GetBytes(name);
}
