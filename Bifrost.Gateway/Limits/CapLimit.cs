using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Limits;

/// <summary>What a provider says of itself when it refuses a cap on the output. Tokens; null where it does not say.</summary>
/// <param name="MostOutput">The largest cap that it accepts.</param>
/// <param name="Window">What input and output may have together.</param>
/// <param name="Input">What it counted as the call's input.</param>
internal readonly record struct CapLimit(long? MostOutput, long? Window, long? Input)
{
    /// <summary>What is said now, and what was said before where nothing is.</summary>
    public CapLimit With(CapLimit told) => new(told.MostOutput ?? MostOutput, told.Window ?? Window, null) { Field = told.Field != OutputCaps.None ? told.Field : Field };

    /// <summary>The field by which it wants to be told; none where it does not say.</summary>
    public OutputCaps Field { get; init; }

    /// <summary>The words that say so, as they stand in its error; empty where the number is a guess.</summary>
    public string Words { get; init; } = "";
}
