namespace Bifrost.Gateway.Providers.Vertex;

/// <summary>A model of Vertex AI by its name, with or without its publisher before it.</summary>
internal readonly record struct VertexModel(VertexModelKind Kind, string Publisher, string Name)
{
    private const string Google = "google/";
    private const string Anthropic = "anthropic/";

    public static VertexModel Of(string model) =>
        model.StartsWith(Google, StringComparison.OrdinalIgnoreCase) ? new(VertexModelKind.Gemini, "google", model[Google.Length..])
        : model.StartsWith(Anthropic, StringComparison.OrdinalIgnoreCase) ? new(VertexModelKind.Claude, "anthropic", model[Anthropic.Length..])
        : model.StartsWith("claude", StringComparison.OrdinalIgnoreCase) ? new(VertexModelKind.Claude, "anthropic", model)
        : model.Contains('/', StringComparison.Ordinal) ? new(VertexModelKind.Open, model[..model.IndexOf('/', StringComparison.Ordinal)], model)
        : new(VertexModelKind.Gemini, "google", model);
}
