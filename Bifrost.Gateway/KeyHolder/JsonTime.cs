using System.Text.Json;

namespace Bifrost.Gateway.KeyHolder;

/// <summary>Moments in an answer.</summary>
internal static class JsonTime
{
    /// <param name="utc">Null writes null.</param>
    public static void WriteTime(this Utf8JsonWriter json, string name, DateTime? utc)
    {
        if (utc is { } time)
        {
            json.WriteString(name, DateTime.SpecifyKind(time, DateTimeKind.Utc));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
