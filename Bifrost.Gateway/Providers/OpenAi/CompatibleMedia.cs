namespace Bifrost.Gateway.Providers.OpenAi;

/// <summary>
/// What images cost at most with a model of any vendor behind OpenAI's wire format. Its name says whose it is, as it does for
/// the price. Claude: 4,784 tokens, the most of its high-resolution models (platform.claude.com/docs/en/build-with-claude/vision;
/// former ones 1,600). Gemini: tiles at 258 tokens each of an image of at most 3072 × 3072, cut no smaller than 256 a side, so
/// that a narrow strip has 24 of them, and one for the whole (ai.google.dev/gemini-api/docs/tokens; 2,240 in Gemini 3). Everything
/// else, Qwen-VL's 16,384 among it, is taken for the dearest there is. Audio has no bound: servers take formats whose silence
/// costs no bytes (FLAC, Opus).
/// </summary>
internal static class CompatibleMedia
{
    private const long Claude = 4_784;
    private const long Gemini = 25 * 258;

    public static MediaBound Of(ReadOnlySpan<char> model) => new(
        model.Contains("claude", StringComparison.OrdinalIgnoreCase) ? Claude
            : model.Contains("gemini", StringComparison.OrdinalIgnoreCase) ? Gemini
            : OpenAiMedia.ImageOf(model),
        null);
}
