using Bifrost.Domain.Providers.Prices;
using Bifrost.Web.Console.Shared;

namespace Bifrost.Web.Console.ModelsAndPrices;

/// <summary>What the list of models shows; null members do not narrow it.</summary>
/// <param name="Show"><c>unpriced</c> or <c>own</c>.</param>
internal sealed record ModelFilter(string? Text, string? Show)
{
    public bool Matches(AvailableModel model) =>
        (string.IsNullOrWhiteSpace(Text) || model.Name.Contains(Text.Trim(), StringComparison.OrdinalIgnoreCase))
        && Show switch
        {
            "unpriced" => model.Price is null,
            "own" => model.Price is { } price && (IsOwn(price) || price.DiscountVersion is not null),
            _ => true,
        };

    public static bool IsOwn(Price price) => price.Version.StartsWith("own-", StringComparison.Ordinal);
}
