namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>What a delta of Bedrock's stream holds.</summary>
internal enum BedrockDeltaKind
{
    /// <summary>Nothing that another dialect knows.</summary>
    None,
    Text,
    ToolInput,
    Reasoning,
    Signature,
    Redacted,
    Citation,
}
