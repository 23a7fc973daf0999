using System.Text;
using Bifrost.Domain.Providers.Prices;
using Bifrost.Gateway.Providers;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Runtime;

/// <summary>A provider's model, with its name in the forms in which bodies carry it.</summary>
/// <param name="name">As the provider spells it.</param>
/// <param name="bookProvider">The price book's name of the provider's kind.</param>
internal sealed class UpstreamModel(string name, string bookProvider)
{
    public string Name => name;

    /// <summary>As a JSON string token.</summary>
    public byte[] JsonToken { get; } = BodyEdits.ModelToken(name);

    /// <summary>By its name a model that thinks before it answers, whether it is priced so or not.</summary>
    public bool IsKnownToReason { get; } = ThinkingModels.Thinks(name);

    /// <summary>By its name one of OpenAI's models that never think: nothing of an answer is billed that is not in it.</summary>
    public bool IsKnownToShowAll { get; } = ThinkingModels.NeverThinks(name);

    /// <summary>The most output tokens that its vendor documents; null where it documents none.</summary>
    public int? MaxOutput { get; } = OutputMaximum.Of(name);

    /// <summary>Tokens that input and output may have together, by the price book; null where it does not know.</summary>
    public int? ContextWindow { get; } = (PriceBook.Embedded.FindEntry(bookProvider, name) ?? PriceBook.Embedded.FindEntry(bookProvider, name[(name.LastIndexOf('/') + 1)..]))?.ContextWindow;

    /// <summary>As a form's plain value.</summary>
    public byte[] FormValue { get; } = Encoding.UTF8.GetBytes(name);
}
