using Bifrost.Domain.Limits;

namespace Bifrost.Web.Console.Budgets;

/// <summary>What the page of limits shows, as its address says it.</summary>
/// <param name="Section">Null is all budgets; else <c>models</c>, <c>tags</c>, <c>end-users</c> or <c>providers</c>.</param>
/// <param name="AtLeast">Percent of the limit that is spent.</param>
public sealed record LimitsView(string? Section, BudgetFilter Filter, int AtLeast)
{
    /// <summary>Sections with their words, in their order.</summary>
    public static IReadOnlyList<(string? Section, string Name)> Sections { get; } = [(null, "All"), ("models", "Models"), ("tags", "Tags"), ("end-users", "End users"), ("providers", "Providers")];

    /// <summary>Of the sections of models, tags and end users.</summary>
    public LimitSubjectKind? Subject => Section switch
    {
        "models" => LimitSubjectKind.Model,
        "tags" => LimitSubjectKind.Tag,
        "end-users" => LimitSubjectKind.EndUser,
        _ => null,
    };

    public bool IsProviders => Section == "providers";

    /// <summary>Reads an address; <paramref name="read"/> gives a parameter's value or null.</summary>
    public static LimitsView Read(Func<string, string?> read)
    {
        var section = Sections.FirstOrDefault(x => x.Section is not null && x.Section == read("show")).Section;
        var kind = section is null ? LimitOwnerKinds.Parse(read("kind")) : null;
        var text = read("q")?.Trim() is { Length: > 0 } q ? q : null;
        var atLeast = section is not null ? 0 : read("state") switch { "near" => 80, "used-up" => 100, _ => 0 };
        return new LimitsView(section, new BudgetFilter(kind?.Kind, kind?.Subject, Text: text), atLeast);
    }
}
