using Bifrost.Domain.Providers;
using Bifrost.Domain.Providers.Prices;
using Bifrost.Gateway.Exchanges;

namespace Bifrost.Gateway.Providers;

/// <summary>What the console, the governance file and the runtime know of a kind of provider.</summary>
/// <param name="Kind">Lower case, words joined by hyphens, as the governance file writes it.</param>
/// <param name="DisplayName">What the console calls it.</param>
/// <param name="DefaultBaseUrl">Null where each installation or account has its own address.</param>
/// <param name="KeyPrefixes">By which a pasted key is recognised, the longest match winning.</param>
/// <param name="KeyRequired">False where a server may run without keys (Ollama, vLLM).</param>
public sealed record ProviderDescriptor(string Kind, string DisplayName, string? DefaultBaseUrl, IReadOnlyList<string> KeyPrefixes, bool KeyRequired)
{
    /// <summary>
    /// How an address looks where there is no default. What an account has to put in stands in braces, such as
    /// <c>{account_id}</c>; an address that still has braces is refused.
    /// </summary>
    public string? ExampleBaseUrl { get; init; }

    /// <summary>Without an address of its own a provider has the one that its key tells: by region or location.</summary>
    public bool AddressIsOfKey { get; init; }

    /// <summary>What a key has beside its value; empty where there is nothing.</summary>
    public IReadOnlyList<KeyField> KeyFields => Bifrost.Domain.Providers.KeyFields.Of(Kind);

    /// <summary>Whether a key has a value.</summary>
    public bool HasKeyValue => Bifrost.Domain.Providers.KeyFields.HasValue(Kind);

    public KeyPresentation Key { get; init; } = KeyPresentation.Bearer;

    public ProviderOperations Operations { get; init; }

    /// <summary>Paths below the base URL that are not OpenAI's, with a leading slash.</summary>
    public IReadOnlyDictionary<ProviderOperations, string> Paths { get; init; } = new Dictionary<ProviderOperations, string>();

    public ProviderQuirks Quirks { get; init; } = ProviderQuirks.None;

    /// <summary>The vendor's own page on the API, https.</summary>
    public string? Documentation { get; init; }

    /// <summary>The path of the list of models below the base URL; null where the vendor documents none.</summary>
    public string? ModelsPath => PathOf(ProviderOperations.Models, "/models");

    /// <summary>The price book's name of this kind; null where the book has no prices of it.</summary>
    public string? BookProvider => PriceBook.Embedded.BookProvider(Kind);

    /// <summary>The path of an operation below the base URL, with a leading slash; null where the vendor documents none.</summary>
    public string? PathOf(Operation operation) => PathOf(FlagOf(operation), "/" + operation.Path);

    private static ProviderOperations FlagOf(Operation operation) =>
        operation == Operation.Chat ? ProviderOperations.Chat
        : operation == Operation.Completions ? ProviderOperations.Completions
        : operation == Operation.Embeddings ? ProviderOperations.Embeddings
        : operation == Operation.Responses ? ProviderOperations.Responses
        : operation == Operation.Moderations ? ProviderOperations.Moderations
        : operation == Operation.Images ? ProviderOperations.Images
        : operation == Operation.ImageEdits ? ProviderOperations.Edits
        : operation == Operation.ImageVariations ? ProviderOperations.Variations
        : operation == Operation.Speech ? ProviderOperations.Speech
        : operation == Operation.Transcriptions ? ProviderOperations.Transcriptions
        : operation == Operation.Translations ? ProviderOperations.Translations
        : ProviderOperations.None;

    private string? PathOf(ProviderOperations operation, string usual) => (Operations & operation) == 0 ? null : Paths.GetValueOrDefault(operation, usual);
}
