namespace Bifrost.Tests.Testing;

/// <summary>Tests that drive the browser: <c>[Collection(PageTests.Name)]</c>. One at a time, for the assembly has one Chromium.</summary>
[CollectionDefinition(Name)]
public sealed class PageTests
{
    public const string Name = "Pages";
}
