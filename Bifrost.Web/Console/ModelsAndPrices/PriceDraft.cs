using System.Globalization;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers;

namespace Bifrost.Web.Console.ModelsAndPrices;

/// <summary>An own price or discount while it is written. Amounts are text, so that what is no number can be told as such.</summary>
public sealed class PriceDraft
{
    public string Model { get; set; } = "";

    public bool IsDiscount { get; set; }

    public string Input { get; set; } = "";

    public string CachedInput { get; set; } = "";

    public string Output { get; set; } = "";

    public string Reasoning { get; set; } = "";

    public string CacheWrite { get; set; } = "";

    public string Requests { get; set; } = "";

    public string Images { get; set; } = "";

    public string AudioHours { get; set; } = "";

    public string Characters { get; set; } = "";

    public string Searches { get; set; } = "";

    public string Discount { get; set; } = "";

    public bool Later { get; set; }

    /// <summary>UTC.</summary>
    public DateTime From { get; set; }

    /// <summary>What is no number, by field; empty when the command may decide.</summary>
    public List<FieldError> Check()
    {
        (string Field, string Text)[] numbers = IsDiscount
            ? [("discount_percent", Discount)]
            : [("input_per_mtok", Input), ("cached_input_per_mtok", CachedInput), ("output_per_mtok", Output), ("reasoning_per_mtok", Reasoning), ("cache_write_per_mtok", CacheWrite), ("requests_per_thousand", Requests),
                ("per_image", Images), ("per_audio_hour", AudioHours), ("per_mchar", Characters), ("searches_per_thousand", Searches)];
        var errors = numbers.Where(n => n.Text.Trim().Length > 0 && Number(n.Text) is null)
            .Select(n => new FieldError(n.Field, "Write a number with a point, such as 0.15.")).ToList();
        if (Model.Trim().Length == 0)
        {
            errors.Add(new("model", "Write provider/model; * stands for any text."));
        }

        if (numbers.All(n => n.Text.Trim().Length == 0))
        {
            errors.Add(new(IsDiscount ? "discount_percent" : "input_per_mtok", IsDiscount ? "Write the discount in percent." : "Give an input or an output price, or one by another unit; free is 0."));
        }

        return errors;
    }

    public PriceSpec ToSpec() => new()
    {
        Model = Model.Trim(),
        InputPerMtok = Rate(Input),
        CachedInputPerMtok = Rate(CachedInput),
        OutputPerMtok = Rate(Output),
        ReasoningPerMtok = Rate(Reasoning),
        CacheWritePerMtok = Rate(CacheWrite),
        RequestsPerThousand = Rate(Requests),
        PerImage = Rate(Images),
        PerAudioHour = Rate(AudioHours),
        PerMchar = Rate(Characters),
        SearchesPerThousand = Rate(Searches),
        DiscountPercent = IsDiscount ? Number(Discount) : null,
        EffectiveFrom = Later ? DateTime.SpecifyKind(From, DateTimeKind.Utc) : null,
    };

    private static decimal? Number(string text) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private decimal? Rate(string text) => IsDiscount ? null : Number(text);
}
