using Bifrost.Gateway.Providers;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// What Messages on Vertex AI differ in (platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai): the model stands in the
/// path alone, and the version, which is another, in the body.
/// </summary>
internal static class VertexClaude
{
    public const string Kind = "vertex";

    private static readonly byte[] FirstField = "\"anthropic_version\":\"vertex-2023-10-16\","u8.ToArray();
    private static readonly ProviderQuirks Taken = new() { RefusedFields = ["model", "anthropic_version"] };

    public static ReadOnlySpan<byte> Version => "vertex-2023-10-16"u8;

    /// <summary>The edits of a body that is Anthropic's already.</summary>
    /// <param name="body">A JSON object with messages.</param>
    public static BodyEdits EditsOf(ReadOnlySpan<byte> body) =>
        BodyEdits.Inserting(body.IndexOf((byte)'{') + 1, FirstField).With(VendorEdits.For(body, Taken));
}
