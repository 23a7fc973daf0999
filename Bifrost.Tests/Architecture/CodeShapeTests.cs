using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Architecture;

/// <summary>Sizes and names: ARCHITECTURE, "Shape of the code".</summary>
public sealed class CodeShapeTests
{
    [Fact]
    public void Files_are_short() => Check(Rules.LongFiles(), Exceptions.LongFiles);

    [Fact]
    public void Methods_are_short() => Check(Rules.LongMethods(), Exceptions.LongMethods);

    [Fact]
    public void Constructors_are_narrow() => Check(Rules.WideConstructors(), Exceptions.WideConstructors);

    [Fact]
    public void A_file_has_one_public_type() => Check(Rules.SharedFiles(), Exceptions.SharedFiles);

    [Fact]
    public void Markup_is_short() => Check(Rules.LongMarkup(), Exceptions.LongMarkup);

    [Fact]
    public void Types_are_named_by_what_they_are() => Check(Rules.BannedNames(), Exceptions.BannedNames);

    [Fact]
    public void Folders_are_nouns_of_the_domain()
    {
        var banned = Sources.All.Where(p => p.Split('/').SkipLast(1).Any(f => Rules.BannedFolders.Contains(f))).ToArray();
        Assert.True(banned.Length == 0, string.Join('\n', banned));
    }

    [Fact]
    public void The_rules_see_the_code()
    {
        Assert.Contains("Bifrost.Tests/Architecture/CodeShapeTests.cs", Sources.CSharpFiles);
        Assert.True(Directory.Exists(Path.Combine(TestPaths.Repository, "Bifrost.Gateway")));
        Assert.True(Sources.Code.Count > 20);
    }

    private static void Check(Dictionary<string, string> found, Dictionary<string, string> exceptions)
    {
        var broken = found.Where(f => !exceptions.ContainsKey(f.Key)).Select(f => $"{f.Key}: {f.Value}").ToArray();
        Assert.True(broken.Length == 0, $"Split it, or add it to Exceptions.cs with the reason:\n{string.Join('\n', broken)}");
    }
}
