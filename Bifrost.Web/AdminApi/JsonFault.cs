using System.Text.Json;

namespace Bifrost.Web.AdminApi;

/// <summary>What is wrong with a body, without the names of our types.</summary>
internal static class JsonFault
{
    private const string Root = "$";

    /// <summary>Such as <c>keys[0].weight</c>; empty for the whole.</summary>
    public static string FieldOf(JsonException exception) => exception.Path switch
    {
        null or Root => "",
        { } path when path.StartsWith("$.", StringComparison.Ordinal) => path[2..],
        { } path => path.TrimStart('$'),
    };

    public static string InWords(JsonException exception) =>
        exception.Message.Contains("could not be mapped", StringComparison.Ordinal) ? "There is no such field, or it is not supported yet."
        : exception.Message.Contains("uplicate propert", StringComparison.Ordinal) ? "This field is given twice."
        : exception.InnerException is FormatException { Data: { } notes } own && notes.Contains(AdminJson.OwnWords) ? own.Message
        : exception.InnerException is JsonException || exception.InnerException?.GetType().Name == "JsonReaderException" ? Syntax(exception)
        : exception.Path is null or Root ? "Send one JSON object."
        : "This value is of another type, or out of range.";

    private static string Syntax(JsonException exception) =>
        $"This is not JSON, from line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}: send one JSON object.";
}
