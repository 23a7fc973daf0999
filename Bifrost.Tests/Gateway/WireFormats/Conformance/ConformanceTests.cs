using Bifrost.Tests.Gateway.WireFormats.Conformance.Golden;

namespace Bifrost.Tests.Gateway.WireFormats.Conformance;

/// <summary>All 36 pairs of the six dialects, feature by feature: what is lost is what the table of expected losses says, no less and no more.</summary>
public sealed class ConformanceTests
{
    public static TheoryData<string, string, Feature> Cells { get; } = Every();

    [Theory]
    [MemberData(nameof(Cells))]
    public void Exactly_the_expected_is_lost(string caller, string provider, Feature feature)
    {
        var fault = ConformanceCell.Of(Dialect(caller), Dialect(provider), feature).Fault();
        Assert.True(fault is null, fault);
    }

    [Fact]
    public void Every_expected_loss_is_seen_somewhere()
    {
        var seen = Cells.Select(x => ConformanceCell.Of(Dialect(x.Data.Item1), Dialect(x.Data.Item2), x.Data.Item3)).SelectMany(x => x.Expected).ToHashSet();
        Assert.All(ExpectedLosses.All, x => Assert.Contains(x, seen));
    }

    [Fact]
    public void Every_dialect_has_texts_of_every_feature_that_it_can_say()
    {
        foreach (var dialect in ConformanceDialect.All)
        {
            Assert.All(dialect.Golden.Texts, x => Assert.StartsWith("https://", x.Source, StringComparison.Ordinal));
            var features = dialect.Golden.Texts.Select(x => x.Feature).ToHashSet();
            Assert.All(Enum.GetValues<Feature>().Where(x => x is not (Feature.ToolResultImages or Feature.Refusals)), x => Assert.Contains(x, features));
            Assert.All([Feature.Stream, Feature.StreamedTools, Feature.Thinking, Feature.CachedUsage, Feature.Errors], x => Assert.NotEmpty(dialect.Golden.Of(x, GoldenKind.Stream)));
        }
    }

    private static ConformanceDialect Dialect(string name) => ConformanceDialect.All.Single(x => x.Name == name);

    private static TheoryData<string, string, Feature> Every()
    {
        var cells = new TheoryData<string, string, Feature>();
        foreach (var feature in Enum.GetValues<Feature>())
        {
            foreach (var caller in ConformanceDialect.All)
            {
                foreach (var provider in ConformanceDialect.All)
                {
                    cells.Add(caller.Name, provider.Name, feature);
                }
            }
        }

        return cells;
    }
}
