using System.Text.RegularExpressions;

namespace Bifrost.Tests.Architecture;

/// <summary>What README claims exists; nothing committed points at someone's machine or at a package registry.</summary>
public sealed partial class RepositoryTests
{
    private static readonly string[] BinaryEndings = [".png", ".gz", ".ico", ".woff2", ".jpg", ".zip", ".db"];

    private static readonly string[] PathEndings = [".cs", ".csproj", ".razor", ".md", ".sh", ".json", ".sln", ".props", ".txt", ".yml", ".yaml", ".csv", ".js", ".css"];

    [Fact]
    public void Paths_in_README_exist()
    {
        Assert.SkipUnless(File.Exists(Sources.Absolute("README.md")), "There is no README.md yet.");
        var prose = Fence().Replace(File.ReadAllText(Sources.Absolute("README.md")), "");
        var missing = Backticked().Matches(prose).Select(m => m.Groups[1].Value)
            .Where(t => LooksLikeAPath(t) && !Exceptions.ReadmePaths.ContainsKey(t) && !Path.Exists(Sources.Absolute(t)));
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("Bifrost.Web/Console/", true)]
    [InlineData("docs/nothing", true)]
    [InlineData("test.sh", true)]
    [InlineData("openai/gpt-4o", false)]
    [InlineData("/v1/models", false)]
    [InlineData("env.OPENAI_API_KEY", false)]
    [InlineData("sk-bf-*", false)]
    public void A_path_is_told_from_other_code(string text, bool path) => Assert.Equal(path, LooksLikeAPath(text));

    [Fact]
    public void Nothing_points_at_a_registry_or_a_machine()
    {
        var found = from path in Sources.All
                    where !BinaryEndings.Contains(Path.GetExtension(path)) && new FileInfo(Sources.Absolute(path)).Length < 4_000_000
                    from match in PlaceOfOthers().Matches(File.ReadAllText(Sources.Absolute(path)))
                    let key = $"{path}:{match.Value}"
                    where !Exceptions.PlacesOfOthers.ContainsKey(key)
                    select key;
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("\"resolved\": \"https://reg" + "istry.npmjs.org/x\"")]
    [InlineData("<add key=\"x\" value=\"https://example.com/v3" + "/index.json\" />")]
    [InlineData("cd /ho" + "me/jane/bifrost")]
    [InlineData("see /wo" + "rk/main/x")]
    public void Such_places_are_recognised(string text) => Assert.Matches(PlaceOfOthers(), text);

    private static bool LooksLikeAPath(string text)
    {
        if (!PathCharacters().IsMatch(text)) return false;
        var first = text.Split('/')[0];
        return text.Contains('/', StringComparison.Ordinal)
            ? first.StartsWith("Bifrost.", StringComparison.Ordinal) || first is "docs" or "bench" or "migrations" or ".ci" || text.StartsWith("./", StringComparison.Ordinal) || PathEndings.Contains(Path.GetExtension(text))
            : PathEndings.Contains(Path.GetExtension(text)) || text is "Dockerfile" or "LICENSE";
    }

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Backticked();

    [GeneratedRegex(@"^\.?[A-Za-z0-9_][A-Za-z0-9_.\-]*(/[A-Za-z0-9_.\-]+)*/?$")]
    private static partial Regex PathCharacters();

    [GeneratedRegex(@"https?://[^\s""'<>]*/v3/index\.json|https?://[^\s/""'<>]*(?:regi[s]try|artifacto[r]y|nexu[s]|pypi\.or[g]|crates\.i[o])[^\s""'<>]*|(?<![\w.\-/{}])/(?:wor[k]|hom[e]/\w+|roo[t]|User[s]/\w+|tm[p]/(?:wt|brief))/[\w.\-]+|[A-Z]:\\Users\\\w+")]
    private static partial Regex PlaceOfOthers();
}
