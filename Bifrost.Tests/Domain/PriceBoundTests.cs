using Bifrost.Domain.Providers.Prices;
using Bifrost.Domain.Usage;

namespace Bifrost.Tests.Domain;

/// <summary>What is held for a call is never less than what it can cost: over the whole price book, whatever its tokens turn out to be.</summary>
public sealed class PriceBoundTests
{
    private const int Usages = 200;

    [Fact]
    public void NoUsageWithinTheBoundCostsMore()
    {
        var random = new Random(7);
        var (bounded, models) = (0, 0);
        foreach (var entry in PriceBook.Embedded.Entries)
        {
            models++;
            for (var i = 0; i < Usages; i++)
            {
                var (media, audio) = (random.Next(2) == 0, random.Next(4) == 0);
                var usage = Make(random, media, audio);
                if (entry.Price?.CostOf(usage) is not { Unpriced: false, Effective: { } cost } || entry.Price.BoundOf(media, audio, imageOutput: false)?.CostOf(usage.InputTokens, usage.OutputTokens) is not { } bound)
                {
                    continue;
                }

                bounded++;
                Assert.True(bound >= cost.Nanos, $"{entry.Model}: {bound} held for {cost.Nanos} of {usage}");
            }
        }

        Assert.True(models > 1_000 && bounded > 50 * models, $"{bounded} of {models} models");
    }

    [Fact]
    public void TheOutputThatAnAmountPaysIsPaidByItAndOneTokenMoreIsNot()
    {
        var random = new Random(11);
        var bound = PriceBook.Embedded.Find("openai", "gpt-4o")!.BoundOf(media: false, audioOutput: false, imageOutput: false)!;
        for (var i = 0; i < 1_000; i++)
        {
            var (nanos, input) = (random.NextInt64(1, 2_000_000_000), random.NextInt64(0, 50_000));
            var output = bound.OutputFor(nanos, input);
            Assert.True(output == 0 || bound.CostOf(input, output) <= nanos);
            Assert.True(bound.CostOf(input, output + 1) > nanos);
        }
    }

    private static TokenUsage Make(Random random, bool media, bool audio)
    {
        // Few and many: tiers of context begin far up. Most calls have none of the rarer classes, which few models price.
        var input = random.NextInt64(1, random.Next(2) == 0 ? 1_000 : 1_000_000);
        var cached = Some(random, input, 2);
        var written = Some(random, input - cached, 4);
        var audioIn = media ? Some(random, input - cached - written, 4) : 0;
        var images = media ? Some(random, input - cached - written - audioIn, 4) : 0;
        var output = random.NextInt64(0, 200_000);
        var audioOut = audio ? Some(random, output, 2) : 0;
        var usage = new TokenUsage
        {
            InputTokens = input,
            CachedInputTokens = cached,
            CacheWriteTokens = written,
            CacheWrite1hTokens = Some(random, written, 4),
            AudioInputTokens = audioIn,
            ImageInputTokens = images,
            OutputTokens = output,
            AudioOutputTokens = audioOut,
            ReasoningTokens = Some(random, output - audioOut, 2),
        };
        Assert.True(usage.IsPlausible);
        return usage;
    }

    /// <summary>One time of so many a part of what there is, else nothing.</summary>
    private static long Some(Random random, long of, int times) => random.Next(times) == 0 ? random.NextInt64(0, of + 1) : 0;
}
