using Microsoft.AspNetCore.Components;

namespace Bifrost.Web.Console.Compatibility;

/// <summary>The table by features, or all of one pair; what is chosen is in the address.</summary>
public sealed partial class CompatibilityView
{
    /// <summary>Its name in the address of the page of providers.</summary>
    public const string Name = "compatibility";

    // The page takes them from the address: a part that came with a change of the address cannot listen to it yet.
    [Parameter]
    public string? Caller { get; set; }

    [Parameter]
    public string? Provider { get; set; }

    [Parameter]
    public string? Feature { get; set; }

    [Inject]
    private NavigationManager Location { get; set; } = null!;

    private static ConformanceTable Table => ConformanceTable.Published;

    private bool IsPair => Caller is not null && Provider is not null;

    private List<ConformanceVerdict> Shown { get; set; } = [];

    private IEnumerable<string> Rows => Table.Dialects.Where(x => Caller is null || x == Caller);

    private IEnumerable<string> Columns => Table.Dialects.Where(x => Provider is null || x == Provider);

    private List<string> Reasons => [.. Shown.SelectMany(x => x.Notes).Distinct()];

    protected override void OnParametersSet()
    {
        (Caller, Provider, Feature) = (Given(Caller), Given(Provider), Given(Feature));
        Shown = [.. Table.Cells.Where(x => (Caller is null || x.Caller == Caller) && (Provider is null || x.Provider == Provider) && (Feature is null || x.Feature == Feature))];
    }

    private void Set(string name, object? value) => Location.NavigateTo(Location.GetUriWithQueryParameter(name, Given(value as string)));

    private List<ConformanceVerdict> Between(string caller, string provider) => Shown.FindAll(x => x.Caller == caller && x.Provider == provider);

    // The worst of them; a dash only where no two dialects have the feature.
    private static string MarkOf(List<ConformanceVerdict> cells) => ((string[])["failed", "warning", "ok"]).FirstOrDefault(x => cells.Exists(y => y.Mark == x)) ?? "idle";

    private static string WordsOf(List<ConformanceVerdict> cells)
    {
        if (cells is [var only])
        {
            return only.Verdict;
        }

        var (refused, lossy) = (cells.Count(x => x.Verdict == "no"), cells.Count(x => x.Verdict == "lossy"));
        return (refused, lossy) switch
        {
            (0, 0) => "yes",
            (0, _) => $"{lossy} lossy",
            (_, 0) => $"{refused} no",
            _ => $"{refused} no, {lossy} lossy",
        };
    }

    private static string? NotesOf(List<ConformanceVerdict> cells) =>
        cells is [{ Notes.Count: > 0 } only] ? string.Join('\n', only.Notes) : null;

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
