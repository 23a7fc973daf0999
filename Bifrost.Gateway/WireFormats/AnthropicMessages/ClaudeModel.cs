using System.Globalization;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// What Claude models differ in, by the version in their names, as Anthropic, Bedrock and Vertex spell them
/// (<c>claude-3-7-sonnet-20250219</c>, <c>us.anthropic.claude-opus-4-6-v1</c>, <c>claude-sonnet-4@20250514</c>). Sources:
/// platform.claude.com/docs/en/build-with-claude/adaptive-thinking, …/extended-thinking,
/// docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-adaptive-thinking.html.
/// </summary>
/// <param name="Version">Major and minor in one number (4.6 is 406); 0 for a model that is no Claude or names no version.</param>
internal readonly record struct ClaudeModel(int Version)
{
    /// <summary>A model of Anthropic's own, whatever its version.</summary>
    public bool IsClaude { get; private init; }

    /// <summary>Decides itself how much to think, within an effort; older ones need a budget.</summary>
    public bool ThinksAdaptively => Version >= 406;

    /// <summary>A temperature, top_p or top_k is answered with 400.</summary>
    public bool RefusesSampling => Version >= 407;

    /// <summary>Takes a temperature or top_p, not both.</summary>
    public bool TakesOneSampler => Version >= 401;

    /// <summary>Knows the effort between high and max.</summary>
    public bool HasExtraHighEffort => Version >= 407;

    /// <summary>Keeps to the schemas of strict tools; vendors that copy the dialect are not known to.</summary>
    public bool TakesStrictTools => Version >= 401;

    public static ClaudeModel Of(string name)
    {
        var at = name.IndexOf("claude", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return default;
        }

        var major = 0;
        foreach (var piece in name[at..].Split('-', '.', '@', '_', ':'))
        {
            // Dates have eight digits, and a revision has a letter.
            if (piece.Length > 2 || !int.TryParse(piece, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                if (major > 0)
                {
                    break;
                }

                continue;
            }

            if (major > 0)
            {
                return new ClaudeModel((major * 100) + number) { IsClaude = true };
            }

            major = number;
        }

        return new ClaudeModel(major * 100) { IsClaude = true };
    }
}
