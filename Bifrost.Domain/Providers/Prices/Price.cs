using System.Globalization;
using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Providers.Prices;

/// <summary>
/// The prices of one model at one time. Every rate may be null: not known, which is not zero; free is an explicit 0.
/// Two prices are equal when rates, discount and versions are.
/// </summary>
public sealed record Price
{
    private const int ClassCount = (int)TokenClass.Search + 1;
    private readonly PriceRate?[] _rates = new PriceRate?[ClassCount];
    private string? _text;
    private PriceBound?[]? _bounds;

    public Price()
    {
    }

    private Price(PriceRate?[] rates) => _rates = rates;

    private Price(Price original)
    {
        _rates = (PriceRate?[])original._rates.Clone();
        Version = original.Version;
        EffectiveFrom = original.EffectiveFrom;
        DiscountPercent = original.DiscountPercent;
        DiscountVersion = original.DiscountVersion;
    }

    /// <summary>Where the rates come from: <c>book-2026-11-22</c> or an override's version.</summary>
    public string Version { get; init; } = "";

    /// <summary>When the rates came into force (UTC).</summary>
    public DateTime EffectiveFrom { get; init; }

    /// <summary>Contract discount on the list cost, 0 to 100, at most 6 decimals.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Anything else.</exception>
    public decimal DiscountPercent
    {
        get;
        init => field = IsValidDiscount(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A discount is between 0 and 100 percent and has at most 6 decimals.");
    }

    /// <summary>The version of the entry that grants the discount; null without one.</summary>
    public string? DiscountVersion { get; init; }

    public PriceRate? Input { get => this[TokenClass.Input]; init => _rates[(int)TokenClass.Input] = value; }

    public PriceRate? CachedInput { get => this[TokenClass.CachedInput]; init => _rates[(int)TokenClass.CachedInput] = value; }

    public PriceRate? CacheWrite { get => this[TokenClass.CacheWrite]; init => _rates[(int)TokenClass.CacheWrite] = value; }

    public PriceRate? CacheWrite1h { get => this[TokenClass.CacheWrite1h]; init => _rates[(int)TokenClass.CacheWrite1h] = value; }

    public PriceRate? AudioInput { get => this[TokenClass.AudioInput]; init => _rates[(int)TokenClass.AudioInput] = value; }

    public PriceRate? CachedAudioInput { get => this[TokenClass.CachedAudioInput]; init => _rates[(int)TokenClass.CachedAudioInput] = value; }

    /// <summary>Null: images are billed as <see cref="Input"/>.</summary>
    public PriceRate? ImageInput { get => this[TokenClass.ImageInput]; init => _rates[(int)TokenClass.ImageInput] = value; }

    public PriceRate? Output { get => this[TokenClass.Output]; init => _rates[(int)TokenClass.Output] = value; }

    /// <summary>Null: reasoning is billed as <see cref="Output"/>, which it is.</summary>
    public PriceRate? Reasoning { get => this[TokenClass.Reasoning]; init => _rates[(int)TokenClass.Reasoning] = value; }

    public PriceRate? AudioOutput { get => this[TokenClass.AudioOutput]; init => _rates[(int)TokenClass.AudioOutput] = value; }

    public PriceRate? ImageOutput { get => this[TokenClass.ImageOutput]; init => _rates[(int)TokenClass.ImageOutput] = value; }

    /// <summary>Dollars per thousand requests, added to the tokens; null: nothing is added.</summary>
    public PriceRate? PerThousandRequests { get => this[TokenClass.Request]; init => _rates[(int)TokenClass.Request] = value; }

    /// <summary>Dollars per image.</summary>
    public PriceRate? PerImage { get => this[TokenClass.Image]; init => _rates[(int)TokenClass.Image] = value; }

    /// <summary>Dollars per hour of audio that is listened to.</summary>
    public PriceRate? PerAudioHour { get => this[TokenClass.AudioHour]; init => _rates[(int)TokenClass.AudioHour] = value; }

    /// <summary>Dollars per million characters that are spoken.</summary>
    public PriceRate? PerMillionCharacters { get => this[TokenClass.Character]; init => _rates[(int)TokenClass.Character] = value; }

    /// <summary>Dollars per thousand searches.</summary>
    public PriceRate? PerThousandSearches { get => this[TokenClass.Search]; init => _rates[(int)TokenClass.Search] = value; }

    /// <summary>Whether tokens have a rate; without one it prices what is counted in other units alone.</summary>
    public bool HasTokens => Input is not null || Output is not null;

    /// <summary>The rate of a class; null when not known.</summary>
    public PriceRate? this[TokenClass tokenClass] => _rates[(int)tokenClass];

    /// <summary>The rate of what is counted beside tokens; null when not known.</summary>
    public PriceRate? RateOf(BilledUnit unit) => unit == BilledUnit.None ? null : this[UnitCalculation.ClassOf(unit)];

    /// <summary>What a usage record stores as its price's version: that of the rates and, after a <c>+</c>, of the discount.</summary>
    public string VersionText => DiscountVersion is null || DiscountVersion == Version ? Version : Version + "+" + DiscountVersion;

    /// <summary>
    /// All rates and the discount as compact, stable text such as <c>in=0.15 cached=0.075 out=0.6 discount=10</c>,
    /// stored on each usage record so that its arithmetic can be shown years later. <see cref="ParseRates"/> reads it.
    /// </summary>
    public string Rates => _text ??= PriceRatesText.Write(this);

    /// <summary>Reads <see cref="Rates"/>; versions and dates are not part of that text.</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public static Price ParseRates(string text) => PriceRatesText.Read(text);

    public static bool IsValidDiscount(decimal percent) =>
        percent is >= 0m and <= 100m && decimal.Round(percent, 6) == percent;

    /// <summary>
    /// Whether a service tier, as a provider reports it, is the one that the book prices. Everything else (flex,
    /// priority, batch, scale …) has no price. <c>on_demand</c> is Groq's and Google's name of the base tier.
    /// </summary>
    public static bool IsBaseTier(string? serviceTier) =>
        string.IsNullOrEmpty(serviceTier)
        || serviceTier.Equals("default", StringComparison.OrdinalIgnoreCase)
        || serviceTier.Equals("auto", StringComparison.OrdinalIgnoreCase)
        || serviceTier.Equals("standard", StringComparison.OrdinalIgnoreCase)
        || serviceTier.Equals("on_demand", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The cost of one response, rounded once, half up, to the nano-dollar; the discount is taken before that
    /// rounding. Unpriced when a class that occurs has no rate, the service tier has no price, the usage is not
    /// plausible or the amount does not fit. Never throws, never negative.
    /// </summary>
    public PricedCost CostOf(TokenUsage usage, string? serviceTier = null) => CostOf(usage, default, serviceTier);

    /// <summary>
    /// The same of a response that is counted in other units too: those are billed where they have a rate, its tokens where they
    /// have one, and both where both have.
    /// </summary>
    public PricedCost CostOf(in TokenUsage usage, in UsageUnits units, string? serviceTier) =>
        IsBaseTier(serviceTier)
            ? PriceCalculation.Cost(this, usage, units, null, out _)
            : PricedCost.Unknown("no price for service tier " + PriceCalculation.Excerpt(serviceTier!));

    /// <summary>What calls of a kind cost at most; null when something that they are billed by has no rate. Made once.</summary>
    /// <inheritdoc cref="PriceBound.Of" path="/param"/>
    public PriceBound? BoundOf(bool media, bool audioOutput, bool imageOutput)
    {
        var bounds = _bounds ??= new PriceBound?[8];
        return bounds[(media ? 1 : 0) + (audioOutput ? 2 : 0) + (imageOutput ? 4 : 0)] ??= PriceBound.Of(this, media, audioOutput, imageOutput);
    }

    /// <summary>The arithmetic behind <see cref="CostOf"/>.</summary>
    public PriceArithmetic Explain(TokenUsage usage, string? serviceTier = null) => Explain(usage, default, serviceTier);

    /// <inheritdoc cref="Explain(TokenUsage, string?)"/>
    public PriceArithmetic Explain(in TokenUsage usage, in UsageUnits units, string? serviceTier) =>
        PriceExplanation.Of(this, usage, units, serviceTier);

    /// <param name="rates">A rate for each <see cref="TokenClass"/>; owned by the new price.</param>
    internal static Price Of(PriceRate?[] rates, string version = "", DateTime effectiveFrom = default) =>
        new(rates) { Version = version, EffectiveFrom = effectiveFrom };

    public bool Equals(Price? other) =>
        other is not null && Rates == other.Rates && Version == other.Version
        && EffectiveFrom == other.EffectiveFrom && DiscountVersion == other.DiscountVersion;

    public override int GetHashCode() => HashCode.Combine(Rates, Version, EffectiveFrom);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{VersionText}: {Rates}");
}
