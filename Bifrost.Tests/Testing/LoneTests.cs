namespace Bifrost.Tests.Testing;

/// <summary>
/// Tests that read what the whole process uses, or change what holds for all of it: <c>[Collection(LoneTests.Name)]</c>. They run
/// one at a time and after everything else.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LoneTests
{
    public const string Name = "Lone";
}
