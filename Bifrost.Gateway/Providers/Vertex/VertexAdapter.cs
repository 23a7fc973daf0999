using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers.Credentials;
using Bifrost.Gateway.Providers.OpenAi;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.Providers.Vertex;

/// <summary>
/// Google's models on Vertex AI by their own dialect (cloud.google.com/vertex-ai/generative-ai/docs/reference/rest), Claude by
/// Anthropic's (platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai), open models, whose names begin with their
/// publisher, by OpenAI's (…/docs/maas/call-open-model-apis). Project and location are the key's.
/// </summary>
internal sealed class VertexAdapter(ProviderDescriptor descriptor) : IProviderAdapter
{
    public ProviderDescriptor Descriptor => descriptor;

    public string? ModelsPath => null;

    public IWireFormat ChatOf(string model) => VertexModel.Of(model).Kind switch
    {
        VertexModelKind.Claude => WireFormatCatalog.AnthropicMessages,
        VertexModelKind.Open => WireFormatCatalog.OpenAiChat,
        _ => WireFormatCatalog.Gemini,
    };

    // docs.cloud.google.com/vertex-ai/generative-ai/docs/learn/locations: global and the multi-regions have hosts of another form.
    public string? BaseUrlOf(ProviderKeySnapshot key) => key.Settings.GetValueOrDefault(KeyFields.Location) switch
    {
        null => null,
        "global" => "https://aiplatform.googleapis.com",
        var place and ("us" or "eu") => $"https://aiplatform.{place}.rep.googleapis.com",
        var place => $"https://{place}-aiplatform.googleapis.com",
    };

    public string ChatPath(string model, bool stream) => throw new NotSupportedException("The path is the key's too.");

    public string ChatPath(ProviderKeySnapshot key, string model, bool stream)
    {
        var (kind, publisher, name) = VertexModel.Of(model);
        var verb = kind == VertexModelKind.Claude ? (stream ? "streamRawPredict" : "rawPredict") : stream ? "streamGenerateContent?alt=sse" : "generateContent";
        return $"{PlaceOf(key)}/publishers/{publisher}/models/{Uri.EscapeDataString(name)}:{verb}";
    }

    public string? PathOf(Operation operation) => null;

    public string? PathOf(Operation operation, ProviderSnapshot provider, ProviderKeySnapshot key, string model) =>
        operation == Operation.Chat ? $"{PlaceOf(key)}/endpoints/openapi/chat/completions" : null;

    // Audio is billed by the second, which its bytes do not tell.
    public MediaBound MediaOf(ReadOnlySpan<char> model) => CompatibleMedia.Of(model);

    public bool IsOurFault(HttpResponseMessage error) => (int)error.StatusCode is 401 or 403;

    public ValueTask AuthenticateAsync(UpstreamCall call, CancellationToken cancellationToken)
    {
        // Here the version stands in the body.
        call.Request.Headers.Remove("anthropic-version");
        return call.Credentials.Of(call, static x => new GoogleToken(x)).PresentAsync(call.Request, cancellationToken);
    }

    private static string PlaceOf(ProviderKeySnapshot key) =>
        $"/v1/projects/{Uri.EscapeDataString(key.Settings.GetValueOrDefault(KeyFields.Project, "-"))}/locations/{key.Settings.GetValueOrDefault(KeyFields.Location, "global")}";
}
