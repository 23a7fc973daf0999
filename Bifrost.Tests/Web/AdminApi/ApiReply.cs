using System.Text.Json;

namespace Bifrost.Tests.Web.AdminApi;

/// <summary>What the admin API answered.</summary>
public sealed record ApiReply(int Status, string Text, string? ETag, string? CacheControl, string? MediaType, string? RequestId)
{
    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>The fields that a problem names.</summary>
    public IReadOnlyList<string> Fields => Json.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object ? [.. errors.EnumerateObject().Select(x => x.Name)] : [];

    public string Next => Json.GetProperty("next").GetString()!;

    public IReadOnlyList<string> Names => [.. Json.GetProperty("data").EnumerateArray().Select(x => x.GetProperty("name").GetString()!)];
}
