using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>Fields, most of them vendors' own, by which a caller asks for thinking or has it hidden. Known by what their names have in common.</summary>
internal static class ThinkingField
{
    /// <summary>Whether a field, at the top or within another, asks for thinking that may be billed and not be shown.</summary>
    /// <param name="name">As <see cref="FieldSpelling"/> has folded it.</param>
    /// <param name="value">A reader that stands on its value.</param>
    public static bool Asks(ReadOnlySpan<byte> name, in Utf8JsonReader value) =>
        (name.IndexOf("reason"u8) >= 0 || name.IndexOf("think"u8) >= 0 || name.IndexOf("thought"u8) >= 0)
        && (IsOn(value) || (value.TokenType == JsonTokenType.False && !TurnsOff(name)));

    /// <summary>Whether a value is more than a way of saying no.</summary>
    public static bool IsOn(in Utf8JsonReader value) =>
        value.TokenType is not (JsonTokenType.Null or JsonTokenType.False)
        && !(value.TokenType == JsonTokenType.String && !value.ValueIsEscaped && value.ValueSpan.SequenceEqual("none"u8));

    /// <summary>The largest whole number in a value: tokens to think in, by whatever name. 0 for none, and at most what a cap may be.</summary>
    public static long MostIn(Utf8JsonReader value)
    {
        var (depth, most) = (value.CurrentDepth, 0L);
        do
        {
            if (value.TokenType == JsonTokenType.Number && value.TryGetDouble(out var number))
            {
                most = Math.Max(most, (long)Math.Min(number, int.MaxValue));
            }
        }
        while ((value.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || value.CurrentDepth > depth) && value.Read());

        return most;
    }

    /// <summary>By false nothing is thought, rather than not shown.</summary>
    private static bool TurnsOff(ReadOnlySpan<byte> name) => name.EndsWith("thinking"u8) || name.SequenceEqual("reasoning"u8);
}
