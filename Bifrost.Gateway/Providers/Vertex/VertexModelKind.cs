namespace Bifrost.Gateway.Providers.Vertex;

/// <summary>Whose dialect a model on Vertex AI speaks.</summary>
internal enum VertexModelKind
{
    Gemini,
    Claude,
    Open,
}
