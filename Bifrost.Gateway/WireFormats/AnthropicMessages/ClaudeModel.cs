using System.Globalization;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// What Claude models differ in, by the version in their names, as Anthropic, Bedrock and Vertex spell them
/// (<c>claude-3-7-sonnet-20250219</c>, <c>us.anthropic.claude-opus-4-6-v1</c>, <c>claude-sonnet-4@20250514</c>). Sources:
/// platform.claude.com/docs/en/build-with-claude/adaptive-thinking, …/extended-thinking,
/// …/models/opus-5-5/whats-new-opus-5-5 (for Fable 5.1 too), …/models/sonnet-5-5/whats-new-sonnet-5-5,
/// docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-adaptive-thinking.html (for Fable and Mythos of any version).
/// </summary>
/// <param name="Version">Major and minor in one number (4.6 is 406); 0 for a model that is no Claude or names no version.</param>
internal readonly record struct ClaudeModel(int Version)
{
    /// <summary>A model of Anthropic's own, whatever its version.</summary>
    public bool IsClaude { get; private init; }

    /// <summary>Decides itself how much to think, within an effort; older ones need a budget.</summary>
    public bool ThinksAdaptively => Version >= 406 || IsFable;

    /// <summary>How it is kept from thinking; null where it always thinks.</summary>
    public string? Off => this switch
    {
        { IsFable: true } or { IsOpus: true, Version: >= 505 } => null,
        { IsSonnet: true, Version: >= 505 } => "between_tools",
        _ => "disabled",
    };

    /// <summary>That a tool must be called is answered with 400.</summary>
    public bool RefusesForcedTools => this is { IsFable: true, Version: >= 501 } or { IsOpus: true, Version: >= 505 } or { IsSonnet: true, Version: >= 505 };

    /// <summary>A temperature, top_p or top_k is answered with 400.</summary>
    public bool RefusesSampling => Version >= 407;

    /// <summary>Takes a temperature or top_p, not both.</summary>
    public bool TakesOneSampler => Version >= 401;

    /// <summary>Knows the effort between high and max.</summary>
    public bool HasExtraHighEffort => Version >= 407;

    /// <summary>Keeps to the schemas of strict tools; vendors that copy the dialect are not known to.</summary>
    public bool TakesStrictTools => Version >= 401;

    /// <summary>Or Mythos, which differs in who may use it.</summary>
    private bool IsFable { get; init; }

    private bool IsOpus { get; init; }

    private bool IsSonnet { get; init; }

    public static ClaudeModel Of(string name)
    {
        var at = name.IndexOf("claude", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return default;
        }

        var version = VersionIn(name[at..]);
        return new ClaudeModel(version)
        {
            IsClaude = true,
            IsFable = Has("fable") || Has("mythos"),
            IsOpus = Has("opus"),
            IsSonnet = Has("sonnet"),
        };

        bool Has(string family) => name.AsSpan(at).Contains(family, StringComparison.OrdinalIgnoreCase);
    }

    private static int VersionIn(string name)
    {
        var major = 0;
        foreach (var piece in name.Split('-', '.', '@', '_', ':'))
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
                return (major * 100) + number;
            }

            major = number;
        }

        return major * 100;
    }
}
