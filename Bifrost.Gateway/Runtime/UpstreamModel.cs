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
    public bool IsKnownToReason { get; } = Reasons(BaseOf(name));

    /// <summary>By its name one of OpenAI's models that never think: nothing of an answer is billed that is not in it.</summary>
    public bool IsKnownToShowAll { get; } = ShowsAll(BaseOf(name));

    /// <summary>The most output tokens that its vendor documents; null where it documents none.</summary>
    public int? MaxOutput { get; } = OutputMaximum.Of(name);

    /// <summary>Tokens that input and output may have together, by the price book; null where it does not know.</summary>
    public int? ContextWindow { get; } = (PriceBook.Embedded.FindEntry(bookProvider, name) ?? PriceBook.Embedded.FindEntry(bookProvider, name[(name.LastIndexOf('/') + 1)..]))?.ContextWindow;

    /// <summary>As a form's plain value.</summary>
    public byte[] FormValue { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>Without the vendor before a slash, and what a tuned model was made of.</summary>
    private static ReadOnlySpan<char> BaseOf(string name)
    {
        var model = name.AsSpan(name.LastIndexOf('/') + 1);
        return model.StartsWith("ft:", StringComparison.OrdinalIgnoreCase) ? model[3..] : model;
    }

    private static bool ShowsAll(ReadOnlySpan<char> name)
    {
        foreach (var family in (ReadOnlySpan<string>)["gpt-4o", "gpt-4.1", "gpt-4-turbo", "gpt-3.5-turbo", "chatgpt-4o"])
        {
            if (name.StartsWith(family, StringComparison.OrdinalIgnoreCase) && !Reasons(name) && (name.Length == family.Length || name[family.Length] is '-' or ':'))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Reasons(ReadOnlySpan<char> name) =>
        (name is ['o' or 'O', >= '1' and <= '9', ..] && (name.Length == 2 || name[2] == '-'))
        || (name.StartsWith("gpt-5", StringComparison.OrdinalIgnoreCase) && !name.Contains("chat", StringComparison.OrdinalIgnoreCase))
        || name.Contains("reason", StringComparison.OrdinalIgnoreCase) || name.Contains("think", StringComparison.OrdinalIgnoreCase);
}
