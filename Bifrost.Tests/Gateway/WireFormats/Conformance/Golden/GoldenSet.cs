namespace Bifrost.Tests.Gateway.WireFormats.Conformance.Golden;

/// <summary>All texts of one dialect.</summary>
/// <param name="Dialect">As <c>IWireFormat.Name</c>.</param>
internal sealed record GoldenSet(string Dialect, IReadOnlyList<GoldenText> Texts)
{
    /// <summary>In the order of the published table.</summary>
    public static IReadOnlyList<GoldenSet> All { get; } =
        [OpenAiChatGolden.Set, OpenAiResponsesGolden.Set, AnthropicMessagesGolden.Set, GeminiGolden.Set, BedrockConverseGolden.Set, CohereChatGolden.Set];

    public IEnumerable<GoldenText> Of(Feature feature, GoldenKind kind) => Texts.Where(x => x.Feature == feature && x.Kind == kind);
}
