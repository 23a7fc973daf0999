namespace Bifrost.Tests.Testing;

/// <summary>
/// Tests that start Bifrost as processes: <c>[Collection(ProcessTests.Name)]</c>. One at a time, so that two cores are enough,
/// beside those of <see cref="PageTests"/>, which wait for other things.
/// </summary>
[CollectionDefinition(Name)]
public sealed class ProcessTests
{
    public const string Name = "Processes";
}
