namespace Bifrost.Tests.Testing;

/// <summary>
/// Tests that start processes or a browser: <c>[Collection(HeavyTests.Name)]</c>. They run one at a time and after
/// everything else, so that two cores are enough and no readiness bound is missed for lack of them.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HeavyTests
{
    public const string Name = "Heavy";
}
