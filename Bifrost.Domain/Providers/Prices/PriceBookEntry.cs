namespace Bifrost.Domain.Providers.Prices;

/// <summary>A model of the price book.</summary>
/// <param name="Provider">The book's name of the provider, see <see cref="PriceBook.BookProvider"/>.</param>
/// <param name="Model">The book's name of the model.</param>
/// <param name="ContextWindow">Tokens that a request and its answer may have together; null when not known.</param>
/// <param name="Price">Null when the book has no price per token: the model is unpriced, not free.</param>
/// <param name="Deprecated">Whether the provider has announced the model's end.</param>
public sealed record PriceBookEntry(string Provider, string Model, int? ContextWindow, Price? Price, bool Deprecated);
