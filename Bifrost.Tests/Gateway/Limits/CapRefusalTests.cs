using Bifrost.Gateway.Limits;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>What providers say when a cap of 16,384 tokens is more than they take, each in its own words.</summary>
public sealed class CapRefusalTests
{
    [Theory]
    [InlineData("Invalid max_tokens value, the valid range of max_tokens is [1, 8192]", 8_192)]
    [InlineData("max_tokens is too large: 16384. This model supports at most 4096 completion tokens, whereas you provided 16384.", 4_096)]
    [InlineData("Invalid 'max_output_tokens': integer above maximum value. Expected a value <= 4096, but got 16384 instead.", 4_096)]
    [InlineData("max_tokens: 16384 > 8192, which is the maximum allowed number of output tokens for claude-3-5-sonnet-20241022", 8_192)]
    [InlineData("`max_tokens` must be less than or equal to `8192`, the maximum value for `max_tokens` is less than the `context_window` for this model", 8_192)]
    [InlineData("The maximum tokens you requested exceeds the model limit of 4096. Try again with a maximum tokens value that is lower than 4096.", 4_096)]
    [InlineData("Unable to submit request because it has a maxOutputTokens value of 16384 but the supported range is from 1 (inclusive) to 8193 (exclusive).", 8_192)]
    [InlineData("max_completion_tokens is too large", 4_096)]
    public void TheMostThatItTakesIsRead(string error, long most) => Assert.Equal(most, CapRefusal.Read(error, 16_384)!.Value.MostOutput);

    [Theory]
    [InlineData("This model's maximum context length is 8192 tokens. However, you requested 16398 tokens (14 in the messages, 16384 in the completion). Please reduce the length of the messages or completion.", 14L)]
    [InlineData("This model's maximum context length is 8192 tokens, however you requested 16,398 tokens (14 in your prompt; 16,384 for the completion).", 14L)]
    [InlineData("'max_tokens' or 'max_completion_tokens' is too large: 16384. This model's maximum context length is 8192 tokens and your request has 14 input tokens (16384 > 8192 - 14).", 14L)]
    [InlineData("This model's maximum context length is 8192 tokens. However, you requested 16384 output tokens and your prompt contains at least 14 input tokens, for a total of at least 16398 tokens.", null)]
    [InlineData("This endpoint's maximum context length is 8,192 tokens. However, you requested about 16398 tokens (14 of text input, 16384 in the output).", 14L)]
    [InlineData("Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8192. Given: 14 `inputs` tokens and 16384 `max_new_tokens`", 14L)]
    public void TheWindowAndTheInputAreRead(string error, long? input) => Assert.Equal((null, 8_192L, input), (CapRefusal.Read(error, 16_384)!.Value.MostOutput, CapRefusal.Read(error, 16_384)!.Value.Window, CapRefusal.Read(error, 16_384)!.Value.Input));

    [Theory]
    [InlineData("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", OutputCaps.MaxTokens, OutputCaps.MaxCompletionTokens)]
    [InlineData("`max_completion_tokens` is unsupported here, please use `max_tokens`", OutputCaps.MaxCompletionTokens, OutputCaps.MaxTokens)]
    [InlineData("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", OutputCaps.MaxCompletionTokens, null)]
    [InlineData("Unsupported parameter: 'temperature' is not supported with this model. Use 'max_tokens' instead.", OutputCaps.MaxTokens, null)]
    [InlineData("Unsupported parameter: 'max_tokens' is not supported with this model.", OutputCaps.MaxTokens, null)]
    public void TheFieldThatItWantsIsRead(string error, object sent, object? wanted) => Assert.Equal((OutputCaps?)wanted, CapRefusal.ReadField(error, (OutputCaps)sent)?.Field);

    [Theory]
    [InlineData("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.")]
    [InlineData("Your input exceeds the context window of this model. Please adjust your input and try again.")]
    [InlineData("Invalid value for 'temperature': must be at most 2.")]
    [InlineData("max_tokens must be at least 1, got -186.")]
    [InlineData("you have 8192 problems")]
    public void AnErrorAboutSomethingElseSaysNothing(string error) => Assert.Null(CapRefusal.Read(error, 16_384));
}
