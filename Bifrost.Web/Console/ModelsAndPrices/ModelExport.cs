using System.Runtime.CompilerServices;
using Bifrost.Domain.Providers.Prices;
using Bifrost.Web.Console.Exports;
using Bifrost.Web.Console.Shared;

namespace Bifrost.Web.Console.ModelsAndPrices;

/// <summary>The list of models with the prices that hold now as a file.</summary>
internal sealed class ModelExport(ModelChoices choices) : IListExport
{
    public string Page => ConsoleUrls.ModelsAndPrices;

    public IReadOnlyList<string> Columns { get; } =
        [
            "model", "input_per_mtok", "cached_input_per_mtok", "output_per_mtok", "context_window", "price_version", "effective_from", "discount_percent", "deprecated",
            "per_image", "per_audio_hour", "per_mchar", "searches_per_thousand",
        ];

    public async IAsyncEnumerable<object?[]> ReadAsync(IQueryCollection query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = new ModelFilter(query["q"], query["show"]);
        foreach (var model in (await choices.AllAsync()).Where(filter.Matches))
        {
            var price = model.Price;
            yield return
            [
                model.Name, Dollars(price, TokenClass.Input), Dollars(price, TokenClass.CachedInput), Dollars(price, TokenClass.Output),
                model.ContextWindow, price?.VersionText, price?.EffectiveFrom, price?.DiscountVersion is null ? null : price.DiscountPercent, model.Deprecated,
                Dollars(price, TokenClass.Image), Dollars(price, TokenClass.AudioHour), Dollars(price, TokenClass.Character), Dollars(price, TokenClass.Search),
            ];
        }
    }

    // The rate of the first tier, as the page shows it.
    private static decimal? Dollars(Price? price, TokenClass of) => price?[of]?.DollarsAt(0);
}
