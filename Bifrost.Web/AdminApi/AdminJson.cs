using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bifrost.Domain.Governance.File;
using Bifrost.Domain.Identity;

namespace Bifrost.Web.AdminApi;

/// <summary>How the admin API spells JSON: <c>snake_case</c>, strict in, UTC times with their offset, spans of time as <c>"5s"</c>.</summary>
internal static class AdminJson
{
    /// <summary>Marks a format error whose message is meant for the person who sent the value.</summary>
    public const string OwnWords = "own words";

    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 16;
        options.Converters.Add(new UtcTime());
        options.Converters.Add(new Span());
        options.Converters.Add(new RoleName());
    }

    private static FormatException Wrong(string message)
    {
        var exception = new FormatException(message);
        exception.Data[OwnWords] = true;
        return exception;
    }

    private static string TextOf(ref Utf8JsonReader reader, string otherwise) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException(null, Wrong(otherwise));

    private sealed class UtcTime : JsonConverter<DateTime>
    {
        private const string Form = "Write a time with its offset, such as 2027-01-31T12:00:00Z.";

        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = TextOf(ref reader, Form);
            var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
            return hasOffset && text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                ? time.UtcDateTime
                : throw new JsonException(null, Wrong(Form));
        }

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(DateTime.SpecifyKind(value, DateTimeKind.Utc));
    }

    private sealed class Span : JsonConverter<TimeSpan>
    {
        private const string Form = "Write a whole number and ms, s, m or h, such as 5s.";

        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = TextOf(ref reader, Form);
            return FileDuration.TryParse(text, out var duration) ? duration : throw new JsonException(null, Wrong(Form));
        }

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options)
        {
            var milliseconds = (long)value.TotalMilliseconds;
            writer.WriteStringValue(milliseconds % 1_000 == 0 ? $"{milliseconds / 1_000}s" : $"{milliseconds}ms");
        }
    }

    private sealed class RoleName : JsonConverter<Role>
    {
        public override Role Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TextOf(ref reader, "Write admin or auditor.") switch
            {
                "admin" => Role.Admin,
                "auditor" => Role.Auditor,
                _ => throw new JsonException(null, Wrong("Write admin or auditor.")),
            };

        public override void Write(Utf8JsonWriter writer, Role value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value == Role.Admin ? "admin" : "auditor");
    }
}
