using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Admission;

/// <summary>The model that a provider's own path names.</summary>
internal static class PathModel
{
    private const string Deployments = "/deployments/";

    /// <summary>Of <c>…/models/{model}:generateContent</c>, <c>…/model/{id}/converse</c> and <c>…/deployments/{id}/…</c>; null for every other path.</summary>
    public static string? Of(string path)
    {
        var colon = path.LastIndexOf(':');
        if (colon > 0 && path.LastIndexOf("/models/", colon, StringComparison.Ordinal) is >= 0 and var gemini)
        {
            return Name(path[(gemini + "/models/".Length)..colon]);
        }

        if (path.IndexOf(Deployments, StringComparison.OrdinalIgnoreCase) is >= 0 and var azure && path.IndexOf('/', azure + Deployments.Length) is > 0 and var behind)
        {
            return Name(path[(azure + Deployments.Length)..behind]);
        }

        var end = path.LastIndexOf('/');
        return path.StartsWith("/model/", StringComparison.Ordinal) && end > "/model/".Length ? Name(path["/model/".Length..end]) : null;
    }

    private static string? Name(string encoded) => Uri.UnescapeDataString(encoded) is { Length: > 0 and <= ModelName.MaxLength } name ? name : null;
}
