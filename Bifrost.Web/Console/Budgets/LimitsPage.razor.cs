using Bifrost.Domain.Limits;
using Bifrost.Web.Console.Shared;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;

namespace Bifrost.Web.Console.Budgets;

/// <summary>All budgets and limits. Section, filters, page and drawer are in the address.</summary>
public sealed partial class LimitsPage
{
    private SubjectSection? _subjects;
    private bool _mayWrite;

    [SupplyParameterFromQuery(Name = "show")]
    private string? Show { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? State { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "after")]
    private string? AfterText { get; set; }

    private Guid? After => AddressText.Cursor(AfterText);

    [SupplyParameterFromQuery(Name = "accounts")]
    private string? AccountsText { get; set; }

    private Guid? Accounts => AddressText.Id(AccountsText);

    [SupplyParameterFromQuery(Name = "accounts-after")]
    private string? AccountsAfter { get; set; }

    [Inject]
    private NavigationManager Location { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    private LimitsView View => LimitsView.Read(name => name switch { "show" => Show, "kind" => Kind, "state" => State, "q" => Text, _ => null });

    private string AddWords => View.Subject switch
    {
        LimitSubjectKind.Model => "Limit a model",
        LimitSubjectKind.Tag => "Limit a tag",
        _ => "Limit end users",
    };

    private string ClosedUrl => Location.GetUriWithQueryParameters(new Dictionary<string, object?> { ["accounts"] = null, ["accounts-after"] = null });

    private IReadOnlyList<FilterChip> Chips =>
    [
        .. new (string Parameter, string Label, string? Value)[]
        {
            ("q", "Search", Text),
            ("kind", "Owner", View.Section is null && LimitOwnerKinds.Parse(Kind) is not null ? KindWords(Kind!) : null),
            ("state", "Spend", View.AtLeast switch { 80 => "near the edge: 80 % or more", 100 => "used up", _ => null }),
        }.Where(c => !string.IsNullOrEmpty(c.Value)).Select(c => new FilterChip(c.Parameter, c.Label, c.Value!)),
    ];

    protected override async Task OnInitializedAsync() => _mayWrite = (await Current.GetAsync()).MayWrite;

    private static string KindWords(string kind) => kind == "virtual_key" ? "Key" : char.ToUpperInvariant(kind[0]) + kind[1..].Replace('_', ' ');

    private static string SectionUrl(string? section) => section is null ? ConsoleUrls.Limits : $"{ConsoleUrls.Limits}?show={section}";

    private Task AddAsync() => _subjects?.AddAsync() ?? Task.CompletedTask;

    private void Go(string? q = null, string? kind = null, string? state = null) => Location.NavigateTo(Location.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["q"] = Kept(q, Text),
        ["kind"] = Kept(kind, Kind),
        ["state"] = Kept(state, State),
        ["after"] = null,
        ["accounts"] = null,
    }));

    // Null was not asked to change; empty takes the filter away.
    private static string? Kept(string? asked, string? now) => (asked ?? now)?.Trim() is { Length: > 0 } text ? text : null;
}
