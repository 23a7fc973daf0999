using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>Whole numbers as JSON spells them: <c>100</c>, <c>100.0</c> and <c>1e2</c> are the same number.</summary>
internal static class JsonInteger
{
    /// <summary>False for fractions, infinities and magnitudes of 2^31 and above.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, out int value)
    {
        if (reader.TryGetInt32(out value))
        {
            return true;
        }

        if (reader.TryGetDouble(out var number) && Math.Abs(number) <= int.MaxValue && Math.Floor(number) == number)
        {
            value = (int)number;
            return true;
        }

        return false;
    }
}
