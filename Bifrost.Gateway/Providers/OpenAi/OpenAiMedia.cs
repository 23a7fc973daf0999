namespace Bifrost.Gateway.Providers.OpenAi;

/// <summary>
/// What images and audio cost at most at OpenAI (developers.openai.com/api/docs/guides/images-vision, "Calculating costs" and
/// "Model sizing behavior", autumn 2026):
/// <list type="bullet">
/// <item>Tiles: an image fits into 2048 × 2048 and its shorter side into 768, so that it has at most 2 × 4 tiles of 512. gpt-4o and
/// its relatives: 85 + 8 × 170 = 1,445 tokens, o1 and o3 less; gpt-4o-mini: 2,833 + 8 × 5,667 = 48,169.</item>
/// <item>Patches of 32 × 32, times a factor of the model (at most 2.46, the smallest models): 1,536 for gpt-4.1-mini, o4-mini and
/// the first of gpt-5, 2,500 at high detail; 10,000 at original detail from gpt-5.4 on; 30,000, beyond which the call is refused,
/// from gpt-5.6 on.</item>
/// <item>Audio: a token each 100 ms (guides/realtime-costs). Only WAV and MP3 are taken, and no codec of either is as slow as
/// 32 bytes of base64 in that time (2 kbit/s).</item>
/// </list>
/// What is not known to be cheaper is taken for the dearest there is.
/// </summary>
internal static class OpenAiMedia
{
    /// <summary>30,000 patches × 2.46.</summary>
    public const long Dearest = 73_800;

    private const long MiniTiles = 48_169;
    private const long TenThousandPatches = 24_600;
    private const long Former = 6_150;
    private const int AudioBytesPerToken = 32;

    // Tiles, or at most 2,500 patches at the highest factor.
    private static readonly string[] FormerModels =
    [
        "gpt-4o", "chatgpt-4o", "gpt-4.1", "gpt-4.5", "gpt-4-", "o1", "o3", "o4-mini", "codex-mini", "computer-use",
        "gpt-5-mini", "gpt-5-nano", "gpt-5-pro", "gpt-5-chat", "gpt-5-codex", "gpt-5-2025", "gpt-5.1", "gpt-5.2", "gpt-5.3",
    ];

    public static MediaBound Of(ReadOnlySpan<char> model) => new(ImageOf(model), AudioBytesPerToken);

    /// <summary>Tokens of one image with a model, by its name with or without a vendor or <c>ft:</c> before it.</summary>
    public static long ImageOf(ReadOnlySpan<char> model)
    {
        model = model[(model.LastIndexOf('/') + 1)..];
        model = model.StartsWith("ft:", StringComparison.OrdinalIgnoreCase) ? model[3..] : model;
        if (model.StartsWith("gpt-4o-mini", StringComparison.OrdinalIgnoreCase))
        {
            return MiniTiles;
        }

        if (model.StartsWith("gpt-5.4", StringComparison.OrdinalIgnoreCase) || model.StartsWith("gpt-5.5", StringComparison.OrdinalIgnoreCase))
        {
            return TenThousandPatches;
        }

        foreach (var known in FormerModels)
        {
            if (model.StartsWith(known, StringComparison.OrdinalIgnoreCase))
            {
                return Former;
            }
        }

        return model.Equals("gpt-5", StringComparison.OrdinalIgnoreCase) ? Former : Dearest;
    }
}
