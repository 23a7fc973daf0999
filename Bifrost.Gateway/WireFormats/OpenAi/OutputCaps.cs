namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>The fields by which a caller caps the output.</summary>
[Flags]
internal enum OutputCaps
{
    None = 0,
    MaxTokens = 1,
    MaxCompletionTokens = 2,
    MaxOutputTokens = 4,
}
