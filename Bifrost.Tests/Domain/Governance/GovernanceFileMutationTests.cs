using System.Text.RegularExpressions;

namespace Bifrost.Tests.Domain.Governance;

/// <summary>PROMISES R12: 200 broken files, none accepted, none without a line, none a crash.</summary>
public sealed partial class GovernanceFileMutationTests
{
    private static readonly Func<string, Random, string>[] Mutations = [DropQuote, RenameField, WrongType, DuplicateField, OutOfRange];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 200)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_mutation_is_refused_with_its_place(int seed)
    {
        var mutated = Mutate(seed);

        var reading = GovernanceFileTexts.Read(mutated);

        Assert.Null(reading.File);
        Assert.NotEmpty(reading.Errors);
        Assert.All(reading.Errors, x => Assert.InRange(x.Line, 1, mutated.Split('\n').Length));
        Assert.All(reading.Errors, x => Assert.NotEmpty(x.Message));
        Assert.Contains(reading.Errors, x => x.Path.Length > 0 || x.Message.StartsWith("This is no JSON", StringComparison.Ordinal));
    }

    /// <summary>The mutation of a seed: five kinds in turn.</summary>
    internal static string Mutate(int seed) => Mutations[seed % Mutations.Length](GovernanceFileTexts.Whole, new Random(seed));

    private static string DropQuote(string text, Random random)
    {
        var quotes = text.Select((c, i) => (c, i)).Where(x => x.c == '"').Select(x => x.i).ToArray();
        return text.Remove(quotes[random.Next(quotes.Length)], 1);
    }

    // The names inside "tags" and "extra_headers" are free.
    private static string RenameField(string text, Random random)
    {
        var field = Pick(Field().Matches(text).Where(x => x.Groups[1].Value is not ("env" or "x-team")), random);
        var name = field.Groups[1].Value;
        string[] others = [name + "x", name[..^1] + "_", name.ToUpperInvariant(), " " + name, name.Replace("_", "", StringComparison.Ordinal) + "s"];
        return Put(text, field.Groups[1], others[random.Next(others.Length)]);
    }

    private static string WrongType(string text, Random random)
    {
        var value = Pick(Scalar().Matches(text), random).Groups[1];
        string[] others = value.Value[0] == '"' ? ["5", "true", "[]", "{}"] : ["\"x\"", "[]", "{}"];
        return Put(text, value, others[random.Next(others.Length)]);
    }

    private static string DuplicateField(string text, Random random)
    {
        var field = Pick(Scalar().Matches(text), random);
        return text.Insert(field.Index, field.Value + ", ");
    }

    private static string OutOfRange(string text, Random random)
    {
        var number = Pick(Number().Matches(text), random).Groups[1];
        string[] others = ["-1", "1e400", "-1e400", "99999999999999999999999999999999999"];
        return Put(text, number, others[random.Next(others.Length)]);
    }

    private static Match Pick(IEnumerable<Match> matches, Random random)
    {
        var all = matches.ToArray();
        return all[random.Next(all.Length)];
    }

    private static string Put(string text, Group place, string value) => text[..place.Index] + value + text[(place.Index + place.Length)..];

    [GeneratedRegex("\"([^\"]+)\":")]
    private static partial Regex Field();

    [GeneratedRegex("\"[^\"]+\": (\"[^\"]*\"|[0-9.]+|true|false)")]
    private static partial Regex Scalar();

    [GeneratedRegex("\": ([0-9.]+)")]
    private static partial Regex Number();
}
